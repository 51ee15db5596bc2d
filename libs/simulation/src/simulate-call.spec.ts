// Simulated calls: nothing is broken, everything is met, and a seed is a call.
import { orderDesk } from './order-desk.fixture';
import { reportOf } from './report';
import { simulateCall } from './simulate-call';
import { simulateCalls } from './simulate-calls';

it('breaks nothing in three hundred calls, and meets what it is there to meet', async () => {
  const met = new Set<string>();
  const { broken, calls } = await simulateCalls({
    ...orderDesk,
    ...{ firstSeed: 1, calls: 300, foundMax: 1 },
    onCall: ({ trace, happened }) => {
      for (const { event } of trace.events) met.add(event.type);
      for (const kind of Object.keys(happened)) met.add(kind);
    },
  });
  expect(broken.map(reportOf)).toEqual([]);
  expect(calls).toBe(300);
  const expected: readonly string[] = [
    ...['CallStarted', 'CallEnded', 'Confirmed', 'ConfirmationRefused', 'LineReattached', 'LimitReached'],
    ...[
      'AttemptStarted',
      'LookupStarted',
      'ActionSettled',
      'CallBridged',
      'HandoffAbandoned',
      'HandoffCompleted',
    ],
    ...['crash-before-append', 'crash-after-append', 'crash-between-effects', 'zombie', 'store-unavailable'],
    ...[
      'commit-unknown',
      'input-duplicate',
      'input-reorder',
      'tool-slow',
      'tool-silent',
      'stt-late',
      'tts-fails',
    ],
  ];
  expect(expected.filter((name) => !met.has(name))).toEqual([]);
}, 60_000);

it('is the same call for the same seed, and another one for another', async () => {
  const [first, again, other] = [
    await simulateCall({ ...orderDesk, seed: '17' }),
    await simulateCall({ ...orderDesk, seed: '17' }),
    await simulateCall({ ...orderDesk, seed: '18' }),
  ];
  expect(again.hash).toBe(first.hash);
  expect(again.steps).toBe(first.steps);
  expect(other.hash).not.toBe(first.hash);
});

it('leaves out the faults it is told to leave out', async () => {
  const bias = { 'input-duplicate': 0.5 } as const;
  const duplicated = await simulateCall({ ...orderDesk, seed: '5', bias });
  const clean = await simulateCall({ ...orderDesk, seed: '5', bias, without: ['input-duplicate'] });
  expect(duplicated.happened['input-duplicate']).toBeGreaterThan(0);
  expect(clean.happened['input-duplicate']).toBeUndefined();
});
