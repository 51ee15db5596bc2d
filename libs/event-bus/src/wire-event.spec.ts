// What is recorded and what arrives are the same event, hash and all.
import { events } from '@trunkline/contracts';
import { verifyChain } from '@trunkline/event-sourcing';
import { MemoryEventStore, sha256 } from '@trunkline/event-store';
import { recordOf } from './record.double';
import { fromWire, toWire, WireEventBroken } from './wire-event';

const recorded = async () => {
  const append = recordOf(new MemoryEventStore());
  return [...(await append('call/1')), ...(await append('call/1'))];
};

describe('the wire', () => {
  it('brings events back whole, through their bytes', async () => {
    const sent = await recorded();
    const received = sent.map((event) =>
      fromWire(events.Event.decode(events.Event.encode(toWire(event)).finish())),
    );
    expect(received).toEqual(sent);
    expect(verifyChain(received, sha256)).toEqual({ kind: 'intact', events: 2 });
  });

  it.each<[string, Partial<events.Event>]>([
    ['without an actor', { actor: undefined }],
    ['with a payload that is no JSON', { payload: Buffer.from('{') }],
    ['with a payload that is no event', { payload: Buffer.from('null') }],
    ['of another type than its payload', { type: 'Other' }],
    ['of another schema version than its payload', { schemaVersion: 2 }],
  ])('refuses an event %s', async (_name, change) => {
    const [event] = await recorded();
    if (!event) throw new Error('two events are recorded');
    expect(() => fromWire({ ...toWire(event), ...change })).toThrow(WireEventBroken);
  });
});
