// `calls`: the calls of a record, newest first.
import { usd, type CallRow } from '@trunkline/trace';
import { type Command, print } from './command';
import { DATA_FLAG, withTraces } from './recorded-calls';

const LIMIT = 50;
const LIMIT_MAX = 10_000;

export const calls: Command = {
  spec: {
    name: 'calls',
    summary: 'Lists the calls of a record, newest first.',
    positionals: [],
    flags: {
      ...DATA_FLAG,
      '--limit': { value: 'N', help: `how many (${LIMIT})` },
      '--json': { help: 'one JSON object per line' },
    },
  },
  run: (given, env) => {
    const limit = given.int('--limit', { min: 1, max: LIMIT_MAX, or: LIMIT });
    return withTraces({ given, env }, async (traces) => {
      const rows = await traces.calls({ limit });
      if (given.has('--json')) for (const row of rows) print(JSON.stringify(row));
      else for (const line of tableOf(rows)) print(line);
      return 0;
    });
  },
};

export const tableOf = (rows: readonly CallRow[]): readonly string[] => {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

const HEAD: readonly string[] = [
  'CALL',
  'BEGAN',
  'LASTED',
  'FROM',
  'FLOW',
  'OUTCOME',
  'TURNS',
  'ACTIONS',
  'SPEND',
  'HAND-OFF',
];

const cellsOf = (row: CallRow): readonly string[] => [
  row.callId,
  new Date(row.startedAt).toISOString().slice(0, 19).replace('T', ' '),
  row.endedAt === undefined ? '' : `${((row.endedAt - row.startedAt) / 1_000).toFixed(1)} s`,
  row.from,
  row.flow,
  row.outcome ?? 'open',
  String(row.turns),
  String(row.actions),
  usd(row.spendMicros),
  row.handoffReason ?? '',
];
