// Whether a query of a board has something to show, as Grafana would ask it.
import { filledIn } from './boards';
import { type PrometheusServer, type QueryRange } from './prometheus-server';

/** How many finite values it shows over the range; the step is the scrapes' interval. */
export const answers = async (
  prometheus: PrometheusServer,
  query: string,
  range: QueryRange,
): Promise<number> => {
  const window = { rangeSeconds: range.toSeconds - range.fromSeconds, scrapeSeconds: range.stepSeconds };
  const found = await prometheus.queryRange(filledIn(query, window), range);
  return found.flatMap(({ values }) => values).filter(([, value]) => Number.isFinite(value)).length;
};
