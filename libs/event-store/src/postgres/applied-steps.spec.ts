// Which databases a program works with, as a table of steps applied against steps known.
import { sha256 } from '../sha256';
import { type AppliedStep, MigrationRefused, missingSteps } from './applied-steps';
import { type Migration } from './migrations';

const step = (version: number, isCompatible = false): Migration => ({
  version,
  name: `step-${version}`,
  sql: `select ${version}`,
  isCompatible,
});

const applied = (of: Migration): AppliedStep => ({
  version: of.version,
  name: of.name,
  checksum: sha256(of.sql),
  is_compatible: of.isCompatible,
});

const [one, two, three] = [step(1), step(2), step(3)] as const;

describe('the steps that are missing', () => {
  it.each([
    ['all of an empty database', [], [one, two]],
    ['those at the end', [one], [two]],
    ['none', [one, two], []],
    ['none when the database is ahead by compatible steps', [one, two, step(3, true), step(4, true)], []],
  ])('are %s', (_name, there, missing) => {
    expect(missingSteps([one, two], there.map(applied))).toEqual(missing);
  });

  it.each([
    [
      'a step ahead that is not compatible',
      [one, two, three],
      /step 3 step-3, which this program does not know/,
    ],
    ['an incompatible step after a compatible one', [one, two, step(3, true), step(4)], /step 4 step-4/],
    ['a step left out', [one, three], /step 3 step-3/],
    ['a step edited after it was applied', [one, { ...two, sql: 'select 3' }], /step 2 step-2 was edited/],
    ['a known step left out below a compatible one', [one, step(3, true)], /step 2 step-2 is missing/],
  ])('are not told for %s', (_name, there, message) => {
    const missing = (): unknown => missingSteps([one, two], there.map(applied));
    expect(missing).toThrow(MigrationRefused);
    expect(missing).toThrow(message);
  });
});
