// Phrases in words: nothing is said that is not known, and numbers are said so that they are heard.
import { renderPhrase } from './render';
import { sampleFlow } from './sample-flow';
import { spokenDigits, spokenMoney, spokenNumber } from './spoken-amounts';

const given = (slots: Record<string, string> = {}, facts: Record<string, string> = {}, use = 0) => ({
  slots,
  facts,
  use,
});

it('says a fixed phrase that may be cached, its alternatives in turn', () => {
  expect(renderPhrase(sampleFlow, 'how_can_i_help', given())).toEqual({
    sentences: ['How can I help?'],
    claims: [],
    cacheable: true,
  });
  expect(renderPhrase(sampleFlow, 'how_can_i_help', given({}, {}, 1)).sentences).toEqual([
    'What can I do for you?',
  ]);
  expect(renderPhrase(sampleFlow, 'how_can_i_help', given({}, {}, 2)).sentences).toEqual(['How can I help?']);
});

it('parts a text into sentences, so that speech can start with the first', () => {
  expect(renderPhrase(sampleFlow, 'disclosure', given()).sentences).toEqual([
    'Order desk.',
    'This is an automated voice assistant.',
  ]);
});

it('fills in what is known and claims it', () => {
  const facts = { 'order.item': 'blue kettle', 'order.total': '42.50', 'order.currency': 'USD' };
  expect(renderPhrase(sampleFlow, 'read_back_cancel', given({ order_number: '49112' }, facts))).toEqual({
    sentences: [
      'Cancel order four nine, one one two, the blue kettle, forty two dollars and fifty cents.',
      'Shall I do that?',
    ],
    claims: ['slot.order_number', 'order.item', 'order.total', 'order.currency'],
    cacheable: false,
  });
});

it('says nothing that is not known', () => {
  expect(renderPhrase(sampleFlow, 'check_order', given()).sentences).toEqual([]);
  expect(renderPhrase(sampleFlow, 'nowhere', given()).sentences).toEqual([]);
  expect(
    renderPhrase(sampleFlow, 'where_it_is', given({}, { 'order.status': 'lost_in_space' })).sentences,
  ).toEqual([]);
});

it('words coded values by the table of the flow', () => {
  expect(
    renderPhrase(sampleFlow, 'where_it_is', given({}, { 'order.status': 'in_transit' })).sentences,
  ).toEqual(['It is on its way.']);
});

it.each([
  ['12', 'one two'],
  ['49112', 'four nine, one one two'],
  ['1234567', 'one two three, four five six seven'],
  ['0123456789', 'zero one two, three four five, six seven eight nine'],
])('groups the digits of %s', (value, spoken) => expect(spokenDigits(value)).toBe(spoken));

it.each([
  [0, 'zero'],
  [13, 'thirteen'],
  [40, 'forty'],
  [1_042, 'one thousand forty two'],
  [712_300, 'seven hundred twelve thousand three hundred'],
  [-5, 'minus five'],
])('says %d', (value, spoken) => expect(spokenNumber(value)).toBe(spoken));

it.each([
  ['42.50', 'USD', 'forty two dollars and fifty cents'],
  ['42.00', 'USD', 'forty two dollars'],
  ['1', 'USD', 'one dollar'],
  ['0.01', 'GBP', 'one penny'],
  ['7.05', 'EUR', 'seven euros and five cents'],
])('says %s %s', (amount, currency, spoken) => expect(spokenMoney(amount, currency)).toBe(spoken));

it.each(['42.5', '4,250', 'about 42', '', '-3.00', 'NaN'])('does not guess what "%s" costs', (amount) => {
  expect(spokenMoney(amount, 'USD')).toBeUndefined();
});
