// What a command is to the launcher: its arguments, and a run that answers with an exit code.
import { type Env } from '@trunkline/runtime';
import { type Arguments, type CommandSpec } from './arguments';

export interface Command {
  readonly spec: CommandSpec;
  /** Resolves with the exit code; rejects with an Error whose message is for the user. */
  run(given: Arguments, env: Env): Promise<number>;
}

export const print = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    const onSignal = (): void => {
      process.once('SIGINT', () => process.kill(process.pid, 'SIGKILL'));
      resolve();
    };
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
  });
