// Programs that checks call: required where CI=true, and a visible skip elsewhere.
import { spawnSync } from 'node:child_process';
import { ROOT } from './repository';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const RUN_MS_MAX = 300_000;

export const run = (
  program: string,
  args: readonly string[],
  { msMax = RUN_MS_MAX }: { msMax?: number } = {},
): Outcome => {
  const { status, stdout, stderr, error } = spawnSync(program, [...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 32 * 1_024 * 1_024,
    timeout: msMax,
  });
  return { status: status ?? 1, stdout, stderr: error ? error.message : stderr };
};

/** A reason to skip, or none; throws where skipping is not allowed. */
export const missing = (program: string, { isRequired }: { isRequired: boolean }): string | undefined => {
  if (run(program, ['--help']).status === 0) return undefined;
  const reason = `${program} is not installed`;
  if (isRequired) throw new Error(`${reason}, and CI=true requires it`);
  return reason;
};
