// The command line: one word, one command.
import { helpOf, parseArguments, UsageError } from './cli/arguments';
import { outliveReaders } from './cli/broken-pipe';
import { type Command } from './cli/command';

/** Each loads what it needs when it is called: a caller needs no platform. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo/demo.js')).demo,
  up: async () => (await import('./cli/up.js')).up,
  call: async () => (await import('./cli/call.js')).call,
  answer: async () => (await import('./cli/call.js')).answer,
  calls: async () => (await import('./cli/calls.js')).calls,
  trace: async () => (await import('./cli/trace.js')).trace,
  replay: async () => (await import('./cli/replay.js')).replay,
  sim: async () => (await import('./cli/sim.js')).sim,
  chaos: async () => (await import('./cli/chaos.js')).chaos,
  servers: async () => (await import('./cli/servers.js')).servers,
};

const main = async (words: readonly string[]): Promise<number> => {
  const [name = '', ...rest] = words;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) throw new UsageError(`there is no command '${name}'; ./trunkline help lists them`);
  const command = await load();
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
