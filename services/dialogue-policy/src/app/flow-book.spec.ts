import { MemorySnapshotStore } from '@trunkline/event-store';
import { sampleFlow } from '@trunkline/flow/sample-flow';
import { hashOf, type Tenant } from '@trunkline/tenant';
import { FlowBook } from './flow-book';

/** The same flow with the keys of every record written backwards, as another YAML file may have them. */
const backwards = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, backwards(part)]),
  );
};

describe('FlowBook', () => {
  const flow = backwards(sampleFlow) as typeof sampleFlow;
  const hash = hashOf(flow);
  const tenant = { id: 'acme', flows: { sample: flow }, flowHashes: { sample: hash } } as unknown as Tenant;

  it('gives a running call, its takeover and its replay the same keys in the same order', async () => {
    const snapshots = new MemorySnapshotStore();
    const begun = await new FlowBook([tenant], snapshots).current('acme', 'sample');
    const taken = await new FlowBook([], snapshots).pinned(hash);
    expect(JSON.stringify(begun?.flow)).toBe(JSON.stringify(taken?.flow));
    expect(begun?.flow).toEqual(sampleFlow);
  });

  it('does not know what nobody has', async () => {
    const book = new FlowBook([tenant], new MemorySnapshotStore());
    expect(await book.current('acme', 'other')).toBeUndefined();
    expect(await book.current('nobody', 'sample')).toBeUndefined();
    expect(await book.pinned('0'.repeat(64))).toBeUndefined();
  });
});
