// What a stage tells the recogniser to expect.
import { hintsFor } from './hints';
import { sampleFlow } from './sample-flow';
import { understand } from './understanding';

it('expects the number, its corrections and the way to a human while one is checked', () => {
  const hints = hintsFor(sampleFlow, 'check_number');
  expect(hints.phrases).toEqual(
    expect.arrayContaining(['yes', 'mm-hm', 'no sorry <order_number> not <order_number>', 'agent']),
  );
  expect(hints.classes).toEqual([
    {
      name: 'order_number',
      phrases: expect.arrayContaining(['oh', 'double seven']) as string[],
      repeatMin: 1,
      repeatMax: 5,
    },
  ]);
});

it('expects numbers beside the intents that mention them', () => {
  const hints = hintsFor(sampleFlow, 'greet');
  expect(hints.phrases).toEqual(
    expect.arrayContaining(['cancel my order', 'cancel order <order_number>', 'order status']),
  );
  expect(hints.classes.map(({ name }) => name)).toEqual(['order_number']);
});

it('expects nothing but the globals where nobody is asked', () => {
  const hints = hintsFor(sampleFlow, 'cancelled');
  expect(hints.phrases).toContain('operator');
  expect(hints.phrases).not.toContain('yes');
  expect(hints.classes).toEqual([]);
});

it.each(Object.keys(sampleFlow.stages))(
  '%s: understands every phrase it tells the recogniser to expect',
  (stage) => {
    for (const phrase of hintsFor(sampleFlow, stage).phrases) {
      const text = phrase.replaceAll('<order_number>', 'four nine one one two');
      expect([
        phrase,
        understand(sampleFlow, stage, { text, current: { order_number: '47112' } }).meaning.kind,
      ]).not.toEqual([phrase, 'no-match']);
    }
  },
);
