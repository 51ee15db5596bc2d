// Reading phrases.
import { readPhrase, type SlotClass, wordsOf } from './stage-hints';

const digits: SlotClass = { name: 'digits', phrases: ['four', 'double seven'], repeatMin: 2, repeatMax: 4 };
const classes = new Map([['digits', digits]]);

it('makes lower-case words without punctuation', () => {
  expect(wordsOf("No, I don\u2019t -- it's mine!")).toEqual(['no', 'i', "don't", "it's", 'mine']);
});

it('reads slots between words', () => {
  expect(readPhrase('Order <digits>, please', classes)).toEqual({
    kind: 'places',
    places: [
      { alternatives: [['order']], repeatMean: 1 },
      { alternatives: [['four'], ['double', 'seven']], repeatMean: 3 },
      { alternatives: [['please']], repeatMean: 1 },
    ],
  });
});

it.each(['<nothing>', 'call <digit>'])('refuses %s: no such class', (phrase) => {
  expect(readPhrase(phrase, classes).kind).toBe('refused');
});

it('refuses a class without phrases', () => {
  expect(readPhrase('<empty>', new Map([['empty', { ...digits, phrases: ['...'] }]])).kind).toBe('refused');
});

it('takes a missing repeat for once', () => {
  const once = { ...digits, repeatMin: 0, repeatMax: 0 };
  expect(readPhrase('<digits>', new Map([['digits', once]]))).toMatchObject({ places: [{ repeatMean: 1 }] });
});
