// What a caller says for what they mean: words that the flow's own patterns understand.
import { type Flow, type IntentName } from '@trunkline/flow';
import { type Random } from '../kernel/random';

/** One way of saying an intent, drawn from its patterns: options left out or in, alternatives drawn. */
export const wordsFor = (
  flow: Flow,
  intent: IntentName,
  given: { random: Random; digits: string },
): string => {
  const patterns = flow.intents[intent]?.patterns ?? [];
  const [first, ...rest] = patterns;
  if (first === undefined) return 'hello';
  const pattern = given.random.pick([first, ...rest]);
  return pattern
    .replace(/\[[^\]]*\]/g, (option) => (given.random.chance(0.5) ? option.slice(1, -1) : ''))
    .replace(/\(([^)]*)\)/g, (_, choices: string) => {
      const [one = '', ...others] = choices.split('|');
      return given.random.pick([one, ...others]);
    })
    .replace(/<[^>]*>/g, given.digits)
    .replace(/\s+/g, ' ')
    .trim();
};

export const YES = ['yes', 'yeah', 'correct', 'go ahead', 'sure'] as const;
export const NO = ['no', 'nope', "that's wrong", 'never mind'] as const;
export const NOISE = [
  'well you know how it is',
  'the weather is nice',
  'hang the curtains',
  'purple',
] as const;
export const ACKNOWLEDGEMENTS = ['okay', 'mhm', 'right', 'uh-huh', 'i see'] as const;
export const INTERJECTIONS = [
  'stop',
  'wait',
  'hold on',
  'cancel my order',
  'where is my order',
  'yes',
  'no',
] as const;
