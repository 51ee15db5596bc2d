// Whether a server can be started on this machine, and if not, what is missing and what to do about it.
import { spawnSync } from 'node:child_process';

export interface Missing {
  readonly status: 'missing';
  readonly why: string;
  readonly remedy: string;
}

/** In `bin` of the folder that the variable names, else where the shell finds it; undefined when it is in neither. */
export const programPath = (name: string, homeVariable = ''): string | undefined => {
  const lookUp = `home=$(printenv "$2"); command -v "\${home:+$home/bin/}$1"`;
  const { stdout, status } = spawnSync('sh', ['-c', lookUp, 'sh', name, homeVariable], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 && stdout.startsWith('/') ? stdout.trim() : undefined;
};

/** What a program says of itself; undefined when it cannot be run. */
export const says = (program: string, ...args: string[]): string | undefined => {
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? `${stdout}${stderr}` : undefined;
};

export const missingError = ({ why, remedy }: Missing): Error => new Error(`${why}: ${remedy}`);
