// Every row of the fault table that is played on processes, once; `./trunkline chaos --times N` plays more seeds.
import { type PlayedRow } from '@trunkline/platform/chaos/played-row';
import { ROWS } from '@trunkline/platform/chaos/rows';
import { playRow } from '@trunkline/platform/chaos/run-row';
import { EXAMPLE_TENANT } from '@trunkline/platform/cli/paths';
import { scratch, type Scratch } from '@trunkline/platform/trial/scratch';
import { describeWith } from '@trunkline/testkit';
import { join } from 'node:path';

const SEED = 1;
const ROW_MS_MAX = 300_000;

const played = (isReal: boolean): readonly [string, string, PlayedRow][] =>
  ROWS.flatMap(({ id, title, played: row }) =>
    row && (row.needs.engines === 'real') === isReal ? [[id, title, row]] : [],
  );

const suite = (isReal: boolean) => (): void => {
  let folder: Scratch;
  beforeAll(async () => {
    folder = await scratch('chaos');
  });
  afterAll(() => folder.remove());

  it.each(played(isReal))(
    '%s: %s',
    async (id, _title, row) => {
      const run = { seed: SEED, dir: join(folder.dir, id), tenantDir: EXAMPLE_TENANT };
      expect(await playRow(row, run)).toMatchObject({ isHeld: true, broken: [] });
    },
    ROW_MS_MAX,
  );
};

describe('faults on processes', suite(false));
describeWith(['redis', 'kafka'], 'faults on real servers', suite(true));
