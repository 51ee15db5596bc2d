// What callers say, and what it means in a stage: intents, numbers said in every way, corrections, yes and no.
import * as fc from 'fast-check';
import { sampleFlow } from './sample-flow';
import { digitWords } from './spoken-digits';
import { understand, type Understanding } from './understanding';

const hear = (stage: string, text: string, current: Record<string, string> = {}): Understanding =>
  understand(sampleFlow, stage, { text, current });
const slot = (value: string, correction = false) => ({
  kind: 'slot',
  slot: 'order_number',
  value,
  correction,
});

describe('a number asked for', () => {
  it.each([
    ['four nine one one two', '49112'],
    ["it's four nine one one two", '49112'],
    ['oh four seven one one', '04711'],
    ['oh four nine one one two', '49112'],
    ['four nine double one two', '49112'],
    ['triple four one two', '44412'],
    ['forty nine one one two', '49112'],
    ['forty nine eleven two', '49112'],
    ['four um nine one uh one two', '49112'],
    ['49112', '49112'],
    ['four nine no sorry four seven one one two', '47112'],
    ['four nine no seven one one two', '47112'],
    ['four nine one one two no four seven one one two', '47112'],
    ['four nine one one two sorry four seven not four nine', '47112'],
    ['four nine one one two i mean the last digit is three', '49113'],
  ])('"%s" is %s', (text, value) => {
    expect(hear('ask_number', text)).toMatchObject({ meaning: slot(value), completeness: 'complete' });
  });

  it.each(['four', 'four nine one', 'four nine double', 'the number is four nine'])(
    '"%s" is still being said',
    (text) => {
      expect(hear('ask_number', text).completeness).toBe('incomplete');
    },
  );

  it('waits after a "no" behind a whole number: a correction is coming', () => {
    expect(hear('ask_number', 'four nine one one two no').completeness).toBe('incomplete');
  });

  it('takes no number that is too long', () => {
    expect(hear('ask_number', 'four nine one one two three').meaning).toEqual({ kind: 'unsure' });
  });

  it('does not take "oh" for a zero', () => {
    expect(hear('ask_number', 'oh dear').meaning).toEqual({ kind: 'no-match' });
  });

  it('reads every run of five digits, however it is said', () => {
    const run = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(run, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (digits, asOh) => {
        const said = digits
          .map((digit, at) => (digit === 0 && asOh[at] === true ? 'oh' : digitWords[digit]))
          .join(' ');
        const meaning = hear('ask_number', said).meaning;
        // Five times "oh" is no number but a sigh.
        expect(meaning).toEqual(said === 'oh oh oh oh oh' ? { kind: 'no-match' } : slot(digits.join('')));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('never yields a value of another length', () => {
    const vocabulary = [
      ...digitWords,
      'oh',
      'double',
      'forty',
      'eleven',
      'no',
      'not',
      'sorry',
      'last',
      'digit',
      'is',
      'first',
      'um',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...vocabulary), { maxLength: 14 }),
        fc.constantFrom('', '49112'),
        (words, known) => {
          const { meaning } = hear('check_number', words.join(' '), { order_number: known });
          if (meaning.kind === 'slot') expect(meaning.value).toMatch(/^\d{5}$/u);
        },
      ),
      { seed: 11, numRuns: 2000 },
    );
  });
});

describe('a number read back', () => {
  const known = { order_number: '49112' };

  it.each([
    ['no sorry four seven not four nine', '47112'],
    ['four seven not four nine', '47112'],
    ["no it's four seven one one two", '47112'],
    ['not four nine four seven', '47112'],
    ["not four nine it's four seven", '47112'],
    ['seven not nine', '47112'],
    ['no the last digit is three', '49113'],
    ['the last two digits are three four', '49134'],
    ['it starts with four seven', '47112'],
    ['it ends in three', '49113'],
    ['four seven one one two not four nine one one two', '47112'],
    ['no 4 7 1 1 2', '47112'],
  ])('"%s" corrects it to %s', (text, value) => {
    expect(hear('check_number', text, known)).toMatchObject({
      meaning: slot(value, true),
      completeness: 'complete',
    });
  });

  it('takes a short run after "no" as the place that differs, once nothing follows it', () => {
    expect(hear('check_number', 'no sorry four seven', known)).toEqual({
      meaning: slot('47112', true),
      completeness: 'incomplete',
    });
  });

  it('does not guess between two places', () => {
    expect(hear('check_number', 'three not one', known).meaning).toEqual({ kind: 'unsure' });
  });

  it('takes the denial of the whole value as a no', () => {
    expect(hear('check_number', 'not four nine one one two', known).meaning).toEqual({ kind: 'no' });
  });

  it.each([
    'yes',
    'yeah',
    'yes four nine one one two',
    'four nine one one two',
    "that's right",
    'mm-hm',
    'yes that one is right',
  ])('"%s" is a yes', (text) => expect(hear('check_number', text, known).meaning).toEqual({ kind: 'yes' }));

  it('waits a little after a plain no, and longer after one that goes on', () => {
    expect(hear('check_number', 'no', known)).toEqual({ meaning: { kind: 'no' }, completeness: 'unsure' });
    expect(hear('check_number', "no it's", known)).toEqual({
      meaning: { kind: 'no' },
      completeness: 'incomplete',
    });
    expect(hear('check_number', 'no sorry', known)).toEqual({
      meaning: { kind: 'no' },
      completeness: 'incomplete',
    });
    expect(hear('check_number', "no it's four seven", known).completeness).toBe('incomplete');
  });

  it('does not choose between yes and no', () => {
    expect(hear('check_number', 'yes no', known).meaning).toEqual({ kind: 'unsure' });
  });
});

describe('the confirmation of an irreversible action', () => {
  const known = { order_number: '49112' };

  it.each(['correct', 'um correct', 'correct please', 'correct thank you', 'correct correct', 'right'])(
    '"%s" may have lost its "not": asked again, but a yes to what can be put right',
    (text) => {
      expect(hear('confirm_cancel', text, known).meaning.kind).toBe('unsure');
      expect(hear('check_number', text, known).meaning.kind).toBe('yes');
    },
  );

  it.each(['that is correct', "that's correct", 'yes correct', 'correct yes'])('"%s" confirms', (text) =>
    expect(hear('confirm_cancel', text, known).meaning.kind).toBe('yes'),
  );

  it.each(['yes', 'yes please', 'um yes', 'yes go ahead', "yes that's correct"])('"%s" confirms', (text) => {
    expect(hear('confirm_cancel', text, known)).toEqual({
      meaning: { kind: 'yes' },
      completeness: 'complete',
    });
  });

  it.each(['mm-hm', 'right', 'okay', 'yes no', 'yes but what does it cost', 'yes if it is free', 'sure'])(
    '"%s" does not',
    (text) => expect(hear('confirm_cancel', text, known).meaning.kind).not.toBe('yes'),
  );

  it('hears a correction of the number instead of an answer', () => {
    expect(hear('confirm_cancel', 'no sorry four seven not four nine', known).meaning).toEqual(
      slot('47112', true),
    );
  });

  it('hears a number that is not the one read back as a correction, even behind a yes', () => {
    expect(hear('confirm_cancel', 'yes four seven one one two', known).meaning).toEqual(slot('47112', true));
  });
});

describe('intents', () => {
  it('finds the longest match and the number said with it', () => {
    expect(hear('greet', 'i want to cancel my order four nine one one two')).toEqual({
      meaning: { kind: 'intent', intent: 'cancel_order', fills: { order_number: '49112' } },
      completeness: 'complete',
    });
  });

  it('waits for the rest of a number said with it', () => {
    expect(hear('greet', 'cancel order four nine').completeness).toBe('incomplete');
  });

  it('does not take what is denied', () => {
    expect(hear('greet', "please don't cancel my order").meaning).toEqual({ kind: 'no-match' });
  });

  it('waits after words that announce more', () => {
    expect(hear('greet', 'i want to')).toEqual({ meaning: { kind: 'no-match' }, completeness: 'incomplete' });
  });

  it('knows only the intents of its stage', () => {
    expect(hear('ask_number', 'where is my order').meaning).toEqual({ kind: 'no-match' });
  });
});

describe('in any stage', () => {
  it.each(Object.keys(sampleFlow.stages))('%s: a human is reached at once', (stage) => {
    expect(hear(stage, 'no give me a human')).toEqual({
      meaning: { kind: 'human' },
      completeness: 'complete',
    });
  });

  it.each(Object.keys(sampleFlow.stages))('%s: goodbye ends', (stage) => {
    expect(hear(stage, 'thanks bye').meaning).toEqual({ kind: 'goodbye' });
  });

  it('does not take a misheard "I" at the beginning for a goodbye', () => {
    expect(hear('greet', 'bye cancel my order').meaning).toMatchObject({ kind: 'intent' });
    expect(hear('greet', 'bye okay').meaning).toEqual({ kind: 'goodbye' });
  });

  it('takes an acknowledgement for what it is', () => {
    expect(hear('greet', 'mm-hm okay').meaning).toEqual({ kind: 'backchannel' });
  });

  it('is silent about silence', () => {
    expect(hear('greet', '')).toEqual({ meaning: { kind: 'no-match' }, completeness: 'unsure' });
  });

  it('never throws, whatever is said', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(sampleFlow.stages), 'nowhere'),
        fc.string({ maxLength: 200 }),
        (stage, text) => {
          expect(['complete', 'unsure', 'incomplete']).toContain(hear(stage, text).completeness);
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });
});
