// `chaos`: breaks what the fault table says, in virtual time and on real processes, and judges what comes of it.
import { type RowVerdict } from '@trunkline/simulation/rows/row';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Row, ROWS } from '../chaos/rows';
import { playRow } from '../chaos/run-row';
import { tenantOf } from '../tenants';
import { type Arguments, UsageError } from './arguments';
import { type Command, print } from './command';
import { EXAMPLE_TENANT } from './paths';

const SEED_MAX = 2_000_000_000;
const TIMES_MAX = 1_000;
const CHAOS_DIR = '.trunkline/chaos';

export const chaos: Command = {
  spec: {
    name: 'chaos',
    summary:
      'Kills, stops and cuts processes under real calls, and plays the same in virtual time; the invariants and the ledger judge.',
    positionals: [],
    flags: {
      '--row': { value: 'ID', help: `one row (${ROWS.map(({ id }) => id).join(', ')})` },
      '--times': { value: 'N', help: 'each row so often, with the seeds that follow (1)' },
      '--seed': { value: 'S', help: 'the first seed (1); the same seed breaks at the same places' },
      '--form': { value: 'FORM', help: 'only `simulated` or only `played`' },
      '--data': { value: 'DIR', help: `where processes have their folders (${CHAOS_DIR})` },
      '--list': { help: 'say what the rows are, and end' },
    },
  },
  run: async (given) => {
    const rows = rowsIn(given);
    if (given.has('--list')) {
      for (const row of rows) print(`${row.id.padEnd(14)}${formsOf(row).padEnd(22)}${row.title}`);
      return 0;
    }
    const seed = given.int('--seed', { min: 0, max: SEED_MAX, or: 1 });
    const times = given.int('--times', { min: 1, max: TIMES_MAX, or: 1 });
    const dir = resolve(given.text('--data') ?? CHAOS_DIR);
    await mkdir(dir, { recursive: true });
    const offsets = Array.from({ length: times }, (_, offset) => offset);
    const verdicts: RowVerdict[] = [];
    for (const { row, offset } of rows.flatMap((row) => offsets.map((offset) => ({ row, offset }))))
      verdicts.push(...(await verdictsOf(row, { given, seed: seed + offset, dir })));
    const held = verdicts.filter(({ isHeld }) => isHeld).length;
    print();
    print(`${held} of ${verdicts.length} runs held.`);
    return held === verdicts.length && held > 0 ? 0 : 1;
  },
};

const rowsIn = (given: Arguments): readonly Row[] => {
  const id = given.text('--row');
  const rows = ROWS.filter((row) => id === undefined || row.id === id);
  if (rows.length > 0) return rows;
  throw new UsageError(`chaos: there is no row ${id}; there are ${ROWS.map((row) => row.id).join(', ')}`);
};

const formsOf = ({ simulated, played }: Row): string =>
  [...(simulated ? ['simulated'] : []), ...(played ? ['played'] : [])].join(', ');

const verdictsOf = async (
  row: Row,
  { given, seed, dir }: { readonly given: Arguments; readonly seed: number; readonly dir: string },
): Promise<readonly RowVerdict[]> => {
  const form = formIn(given);
  const verdicts: RowVerdict[] = [];
  if (row.simulated && form !== 'played') {
    const simulated = row.simulated;
    verdicts.push(
      await shown(`${row.id} simulated`, () => simulated.run(seed, { tenant: simTenant(), flow: 'orders' })),
    );
  }
  if (row.played && form !== 'simulated') {
    const played = row.played;
    const run = { seed, dir: join(dir, `${row.id}-${seed}`), tenantDir: EXAMPLE_TENANT };
    verdicts.push(await shown(`${row.id} played`, () => playRow(played, run)));
  }
  return verdicts;
};

const formIn = (given: Arguments): string | undefined => {
  const form = given.text('--form');
  if (form === undefined || form === 'simulated' || form === 'played') return form;
  throw new UsageError(`chaos: --form ${form} is neither simulated nor played`);
};

const simTenant = () =>
  tenantOf(EXAMPLE_TENANT, { orders_url: 'http://desk.invalid', agent_uri: 'sip:ana@desk.invalid' });

const shown = async (what: string, run: () => Promise<RowVerdict>): Promise<RowVerdict> => {
  const startedMs = performance.now();
  const verdict = await run();
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const result = verdict.isHeld ? 'held' : 'DID NOT HOLD';
  print(`${what.padEnd(24)} seed ${verdict.seed}: ${result}, ${verdict.calls} calls, ${seconds} s`);
  for (const line of verdict.broken) print(`    ${line}`);
  return verdict;
};
