// The Grafana boards of deploy/grafana/dashboards: their panels, and what each query asks Prometheus for.
import { list, read } from '../repository';

export interface Panel {
  readonly board: string;
  readonly title: string;
  readonly queries: readonly string[];
}

/** How Grafana fills in a query: seconds. */
export interface Window {
  readonly rangeSeconds: number;
  readonly scrapeSeconds: number;
}

interface Board {
  readonly title: string;
  readonly panels: readonly {
    readonly type: string;
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const FOLDER = 'deploy/grafana/dashboards';

/** Rows are left out: they show nothing. */
export const panelsOf = (file: string): readonly Panel[] => {
  const { title: board, panels } = JSON.parse(read(`${FOLDER}/${file}`)) as Board;
  return panels
    .filter(({ type }) => type !== 'row')
    .map(({ title, targets = [] }) => ({ board, title, queries: targets.map(({ expr }) => expr) }));
};

export const BOARDS: readonly string[] = list(FOLDER);

/** Grafana's own rule: a rate looks back over four scrapes, so that one may be missed. */
export const filledIn = (query: string, { rangeSeconds, scrapeSeconds }: Window): string =>
  query
    .replaceAll('$__rate_interval', `${4 * scrapeSeconds}s`)
    .replaceAll('$__range', `${Math.ceil(rangeSeconds)}s`);

/** Names of series as a scrape shows them. */
export const seriesIn = (query: string): readonly string[] => [
  ...new Set(query.match(/\b(?:voice|nodejs)_[a-z0-9_]+/g) ?? []),
];
