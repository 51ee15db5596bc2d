// A prompt in pieces.
import { planPrompt } from './prompt-plan';

const byComma = (sentence: string) =>
  [...sentence.matchAll(/[^,]+,?\s*/g)].map((match) => ({ text: match[0].trim(), startChar: match.index }));

it('keeps every piece where it stands in the sentences joined by one space, with pauses between', () => {
  const sentences = ['Yes, it is here.', 'Shall I go on?'];
  const plan = planPrompt(sentences, byComma);
  expect(plan).toEqual([
    { text: 'Yes,', startChar: 0, pauseMs: 80 },
    { text: 'it is here.', startChar: 5, pauseMs: 200 },
    { text: 'Shall I go on?', startChar: 17, pauseMs: 0 },
  ]);
  const joined = sentences.join(' ');
  for (const { text, startChar } of plan) expect(joined.slice(startChar, startChar + text.length)).toBe(text);
});

it('has no piece for a prompt without words', () => {
  expect(planPrompt([], byComma)).toEqual([]);
});
