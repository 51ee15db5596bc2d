// The command line: one word, one command.
import { helpOf, parseArguments, UsageError } from './cli/arguments';
import { outliveReaders } from './cli/broken-pipe';
import { answer, call } from './cli/call';
import { calls } from './cli/calls';
import { chaos } from './cli/chaos';
import { type Command } from './cli/command';
import { replay } from './cli/replay';
import { servers } from './cli/servers';
import { sim } from './cli/sim';
import { trace } from './cli/trace';
import { up } from './cli/up';
import { demo } from './demo/demo';

const COMMANDS: readonly Command[] = [demo, up, call, answer, calls, trace, replay, sim, chaos, servers];

const main = async (words: readonly string[]): Promise<number> => {
  const [name = '', ...rest] = words;
  const command = COMMANDS.find(({ spec }) => spec.name === name);
  if (!command) throw new UsageError(`there is no command '${name}'; ./trunkline help lists them`);
  const given = parseArguments(command.spec, rest);
  if (given !== 'help') return command.run(given, process.env);
  process.stdout.write(helpOf(command.spec));
  return 0;
};

outliveReaders(process.stdout, process.stderr);
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`trunkline: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
