// A failure made smaller, and how it reads.
import { orderDesk } from './order-desk.fixture';
import { reportOf, traceLines } from './report';
import { shrink } from './shrink';
import { simulateCalls } from './simulate-calls';

it('keeps only the faults that the failure needs, and says what happened', async () => {
  const terms = { ...orderDesk, planted: 'no-inbox-dedupe' } as const;
  const { broken } = await simulateCalls({ ...terms, firstSeed: 1, calls: 60, foundMax: 1 });
  const [call] = broken;
  if (call === undefined) throw new Error('nothing was found');
  const smallest = await shrink({ ...terms, seed: call.seed }, call);
  expect(Object.keys(smallest.call.profile)).toEqual(['input-duplicate']);
  const report = reportOf(smallest.call);
  expect(report).toContain(`seed ${call.seed}`);
  expect(report).toContain('LOG-3');
  expect(report).toMatch(/^ {2}> +\d+ .*call@1/m);
  const lines = traceLines(call).trimEnd().split('\n');
  expect(lines).toHaveLength(call.trace.events.length);
  expect(JSON.parse(lines[3] ?? '')).toMatchObject({ position: 3, version: expect.any(Number) as number });
});
