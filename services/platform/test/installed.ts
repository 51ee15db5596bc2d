// Suites that need a program of the system: without it they are skipped visibly, on a build machine they fail.
import { existsSync } from 'node:fs';

/** `describe` for suites that run the program at `path`. */
export const withProgram = (path: string): typeof describe.skip => {
  if (existsSync(path)) return describe;
  if (process.env['CI'] !== 'true') return describe.skip;
  it(`has ${path}`, () => {
    throw new Error(`this machine has no ${path}; the suite needs it`);
  });
  return describe.skip;
};
