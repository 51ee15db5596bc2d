// Command lines: what a command takes, read once, with an error that names what is wrong and what is possible.

export interface FlagSpec {
  /** How the value is called in help; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Names of positional arguments; a name in brackets may be left out. */
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, FlagSpec>>;
}

export interface Arguments {
  readonly positionals: readonly string[];
  text(flag: string): string | undefined;
  has(flag: string): boolean;
  int(flag: string, bounds: { min: number; max: number; or: number }): number;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const parseArguments = (spec: CommandSpec, words: readonly string[]): Arguments | 'help' => {
  if (words.includes('--help') || words.includes('-h')) return 'help';
  const { given, positionals } = sorted(spec, words);
  const needed = spec.positionals.filter((name) => !name.startsWith('[')).length;
  if (positionals.length < needed || positionals.length > spec.positionals.length) {
    throw new UsageError(`${spec.name}: takes ${spec.positionals.join(' ') || 'no arguments'}`);
  }
  return reading(spec, { given, positionals });
};

const reading = (
  spec: CommandSpec,
  { given, positionals }: { given: ReadonlyMap<string, string>; positionals: readonly string[] },
): Arguments => ({
  positionals,
  text: (flag) => given.get(flag),
  has: (flag) => given.has(flag),
  int: (flag, bounds) => {
    const raw = given.get(flag);
    if (raw === undefined) return bounds.or;
    const value = Number(raw);
    if (Number.isInteger(value) && value >= bounds.min && value <= bounds.max) return value;
    throw new UsageError(`${spec.name}: ${flag} ${raw} is not an integer in ${bounds.min}..${bounds.max}`);
  },
});

/** Tells flags with their values from positional words. */
const sorted = (spec: CommandSpec, words: readonly string[]) => {
  const given = new Map<string, string>();
  const positionals: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('--')) {
      positionals.push(word);
      continue;
    }
    const [flag = '', inline] = word.split(/=(.*)/s);
    const known = spec.flags[flag];
    if (!known) throw new UsageError(`${spec.name}: there is no ${flag}; it takes ${flagsOf(spec)}`);
    const value = known.value === undefined ? 'true' : (inline ?? words[(index += 1)]);
    if (value === undefined) throw new UsageError(`${spec.name}: ${flag} needs ${known.value}`);
    given.set(flag, value);
  }
  return { given, positionals };
};

export const helpOf = (spec: CommandSpec): string => {
  const flags = Object.entries(spec.flags).map(([flag, { value, help }]) => [
    value ? `${flag} ${value}` : flag,
    help,
  ]);
  const width = Math.max(0, ...flags.map(([flag = '']) => flag.length));
  return [
    `Usage: ./trunkline ${[spec.name, ...spec.positionals].join(' ')}${flags.length > 0 ? ' [options]' : ''}`,
    '',
    spec.summary,
    ...(flags.length > 0
      ? ['', ...flags.map(([flag = '', help]) => `  ${flag.padEnd(width)}  ${help}`)]
      : []),
    '',
  ].join('\n');
};

const flagsOf = (spec: CommandSpec): string => Object.keys(spec.flags).join(', ') || 'no options';
