// What the simulator's command takes, and when it has succeeded.
import { parseArguments, UsageError, type Arguments } from './arguments';
import { exitCodeOf, plantedIn, sim } from './sim';

const given = (...words: string[]): Arguments => {
  const parsed = parseArguments(sim.spec, words);
  if (parsed === 'help') throw new Error('help was not asked for');
  return parsed;
};

it('succeeds when nothing is broken, or when what was planted is found', () => {
  expect(exitCodeOf(undefined, [])).toBe(0);
  expect(exitCodeOf(undefined, ['a call'])).toBe(1);
  expect(exitCodeOf('absent-believed', ['a call'])).toBe(0);
  expect(exitCodeOf('absent-believed', [])).toBe(1);
});

it('plants the fault that is named, none without a name, and knows no other', () => {
  expect(plantedIn(given('--fault', 'absent-believed'))).toBe('absent-believed');
  expect(plantedIn(given('--calls', '5'))).toBeUndefined();
  expect(() => plantedIn(given('--fault', 'sloth'))).toThrow(UsageError);
});
