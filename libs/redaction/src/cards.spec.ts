import fc from 'fast-check';
import { passesLuhn, redactCards } from './cards';

describe('redactCards', () => {
  it.each([
    ['my card is 4111 1111 1111 1111 thanks', 'my card is [card number] thanks'],
    ['4111111111111111', '[card number]'],
    ['it is 4111-1111-1111-1111, yes', 'it is [card number], yes'],
    ['four one one one one one one one one one one one one one one one please', '[card number] please'],
    ['four triple one triple one triple one triple one triple one', '[card number]'],
    [
      'four double one one double one double one double one double one double one double one',
      '[card number]',
    ],
  ])('takes the number out of "%s"', (text, expected) => {
    expect(redactCards(text)).toEqual({ text: expected, entities: 1 });
  });

  it.each([
    'order four nine one one two',
    'call me at 415 555 0142',
    '1234 5678 9012 2',
    'no numbers at all',
    '',
  ])('leaves "%s" as it is', (text) => {
    expect(redactCards(text)).toEqual({ text, entities: 0 });
  });

  it('finds a card inside a longer run, and leaves no card behind', () => {
    expect(redactCards('9 4111 1111 1111 1111').entities).toBe(1);
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 18 });
    fc.assert(
      fc.property(digits, (body) => {
        const check = [...Array(10).keys()].find((digit) => passesLuhn([...body, digit].join('')));
        const card = [...body, check].join('');
        expect(redactCards(`card ${card} end`)).toEqual({ text: 'card [card number] end', entities: 1 });
      }),
    );
  });
});
