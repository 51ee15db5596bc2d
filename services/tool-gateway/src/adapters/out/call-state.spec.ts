// A call is open from its first event to CallEnded.
import { MemoryEventStore } from '@trunkline/event-store';
import { callOpenIn } from './call-state';

const storeWith = async (...types: string[]): Promise<MemoryEventStore> => {
  const store = new MemoryEventStore();
  const epoch = await store.acquire('call/c1');
  const actor = { service: 's', instance: 'i', epoch };
  const about = { stream: 'call/c1', tenantId: 't', callId: 'c1', causationId: 'x', actor, isFinal: false };
  for (const [index, type] of types.entries()) {
    const input = { type: 'I', inputId: `i${index}`, at: 1 };
    await store.append({ ...about, expectedVersion: index - 1, input, events: [{ type, v: 1 }] });
  }
  return store;
};

it.each([
  [[], false],
  [['CallStarted'], true],
  [['CallStarted', 'CallEnding'], true],
  [['CallStarted', 'CallEnding', 'CallEnded'], false],
])('%j: %s', async (types: string[], isOpen) => {
  expect(await callOpenIn(await storeWith(...types))('c1')).toBe(isOpen);
});
