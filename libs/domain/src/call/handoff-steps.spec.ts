// The life cycle of a hand-off, quantified over its table.
import { handoffSteps, waiting } from './handoff-steps';
import { type HandoffStatus } from './state';

const statuses = Object.keys(handoffSteps) as HandoffStatus[];
const after = (status: HandoffStatus): readonly HandoffStatus[] => handoffSteps[status];

const reachable = (from: HandoffStatus): ReadonlySet<HandoffStatus> => {
  const found = new Set<HandoffStatus>([from]);
  for (const status of found) for (const next of after(status)) found.add(next);
  return found;
};

it.each(['completed', 'abandoned', 'failed', 'no-agent'] as const)('%s is final', (status) => {
  expect(after(status)).toEqual([]);
});

it.each([...waiting])('from %s a caller can leave, and reach a human', (status) => {
  expect(after(status)).toContain('abandoned');
  expect(reachable(status)).toContain('bridged');
});

it.each(statuses)('from %s there is a way to an end', (status) => {
  expect([...reachable(status)].some((end) => after(end).length === 0)).toBe(true);
});

it('leads through the fence, and back from a human into the queue or to an end, never behind the fence', () => {
  expect(statuses.filter((status) => after(status).includes('fencing'))).toEqual([]);
  expect(statuses.filter((status) => after(status).includes('fenced'))).toEqual(['fencing']);
  expect([...reachable('bridged')].filter((status) => waiting.has(status)).sort()).toEqual([
    'accepted',
    'offered',
    'queued',
  ]);
});
