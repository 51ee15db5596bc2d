import { type CommandSpec, helpOf, parseArguments, UsageError } from './arguments';

const spec: CommandSpec = {
  name: 'up',
  summary: 'Leaves the platform running.',
  positionals: ['[CALL]'],
  flags: {
    '--sip': { value: 'HOST:PORT', help: 'where SIP is answered' },
    '--json': { help: 'machine readable' },
  },
};

const parse = (...words: string[]) => {
  const parsed = parseArguments(spec, words);
  if (parsed === 'help') throw new Error('help was not asked for');
  return parsed;
};

describe('parseArguments', () => {
  it('reads values in both spellings, switches and positionals', () => {
    expect(parse('--sip', '127.0.0.1:5060').text('--sip')).toBe('127.0.0.1:5060');
    expect(parse('--sip=127.0.0.1:5060', '--json', 'c1')).toMatchObject({ positionals: ['c1'] });
    expect(parse('--json').has('--json')).toBe(true);
    expect(parse().int('--calls', { min: 1, max: 9, or: 3 })).toBe(3);
  });

  it.each([
    [['--nope'], 'up: there is no --nope; it takes --sip, --json'],
    [['--sip'], 'up: --sip needs HOST:PORT'],
    [['a', 'b'], 'up: takes [CALL]'],
  ])('names what is wrong with %j', (words, message) => {
    expect(() => parse(...words)).toThrow(new UsageError(message));
  });

  it('bounds integers', () => {
    expect(() => parse('--sip', '70000').int('--sip', { min: 1, max: 65_535, or: 1 })).toThrow(
      'up: --sip 70000 is not an integer in 1..65535',
    );
  });

  it('helps', () => {
    expect(parseArguments(spec, ['--help'])).toBe('help');
    expect(helpOf(spec)).toContain('  --sip HOST:PORT  where SIP is answered');
  });
});
