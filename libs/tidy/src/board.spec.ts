// The boards show what is measured: every query is there and asks for instruments and labels that the registry has.
import { parse } from 'yaml';
import { read, trackedFiles } from './tree';

interface Instrument {
  readonly type: string;
  readonly prometheus: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

interface Board {
  readonly uid: string;
  readonly panels: readonly Panel[];
}

const boards = trackedFiles()
  .filter((file) => file.startsWith('deploy/grafana/dashboards/'))
  .map((file) => JSON.parse(read(file)) as Board);
const registry = Object.entries(parse(read('docs/telemetry/registry.yaml')) as Record<string, Instrument>);
const panels = boards.flatMap((board) => board.panels).filter(({ type }) => type !== 'row');
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

const SERIES = ['_bucket', '_sum', '_count'];
/** Set by Prometheus on whatever it scrapes. */
const OF_SCRAPES = ['instance', 'job'];

/** Name of a series as a scrape shows it, to the labels it has. */
const known = new Map(
  registry.flatMap(([, { type, prometheus, attributes }]) => {
    const labels = new Set([...OF_SCRAPES, ...Object.keys(attributes)]);
    return type === 'histogram'
      ? SERIES.map((end) => [`${prometheus}${end}`, new Set([...labels, 'le'])] as const)
      : [[prometheus, labels] as const];
  }),
);

const seriesIn = (expr: string): readonly string[] => expr.match(/\bvoice_[a-z_]+/g) ?? [];

/** Labels in selectors and in `by (...)`. */
const labelsIn = (expr: string): readonly string[] => [
  ...[...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/\s*,\s*/)),
  ...[...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/([a-z_]+)\s*(?:!=|=~|!~|=)/g)].map(([, label = '']) => label),
  ),
];

describe('the boards', () => {
  it('have panels, each with a title of its own and a query', () => {
    expect(panels.length).toBeGreaterThan(20);
    expect(new Set(boards.map(({ uid }) => uid)).size).toBe(boards.length);
    for (const board of boards)
      expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    expect(panels.filter(({ targets = [] }) => targets.length === 0).map(({ title }) => title)).toEqual([]);
    expect(queries.filter(({ expr }) => expr.trim() === '').map(({ title }) => title)).toEqual([]);
  });

  it('ask for nothing that is not measured', () => {
    const unknown = queries.flatMap(({ title, expr }) =>
      seriesIn(expr)
        .filter((name) => !known.has(name))
        .map((name) => `${title}: ${name}`),
    );
    expect(unknown).toEqual([]);
    expect(queries.filter(({ expr }) => seriesIn(expr).length === 0).map(({ title }) => title)).toEqual([]);
  });

  it('ask for no label that the instrument does not have', () => {
    const unknown = queries.flatMap(({ title, expr }) => {
      const labels = new Set(seriesIn(expr).flatMap((name) => [...(known.get(name) ?? [])]));
      return labelsIn(expr)
        .filter((label) => !labels.has(label))
        .map((label) => `${title}: ${label}`);
    });
    expect(unknown).toEqual([]);
  });

  it('leave no instrument out', () => {
    const shown = new Set(queries.flatMap(({ expr }) => seriesIn(expr)));
    const missing = registry
      .filter(([, { type, prometheus }]) =>
        type === 'histogram'
          ? !SERIES.some((end) => shown.has(`${prometheus}${end}`))
          : !shown.has(prometheus),
      )
      .map(([name]) => name);
    expect(missing).toEqual([]);
  });

  it('have boundaries of its own for every histogram, which also give it the unit in its name', () => {
    const buckets = read('libs/runtime/src/metric-buckets.ts');
    const histograms = registry.filter(([, { type }]) => type === 'histogram').map(([name]) => name);
    expect(histograms.filter((name) => !buckets.includes(`'${name}':`))).toEqual([]);
  });

  it('name series as the exporter does', () => {
    const named = registry.map(([name, { type }]) => {
      const plain = name.replaceAll('.', '_');
      if (type === 'counter') return `${plain}_total`;
      return type === 'histogram' && name !== 'voice.rtp.mos' ? `${plain}_seconds` : plain;
    });
    expect(registry.map(([, { prometheus }]) => prometheus)).toEqual(named);
  });
});
