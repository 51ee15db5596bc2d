// The bus in memory keeps the promises of the port.
import { MemoryEventStore } from '@trunkline/event-store';
import { eventBusContract } from './event-bus.contract';
import { MemoryBus } from './memory-bus';
import { recordOf } from './record.double';

eventBusContract('MemoryBus', () => {
  const bus = new MemoryBus();
  const append = recordOf(new MemoryEventStore());
  return { bus, append: async (stream, callId) => bus.publish(await append(stream, callId)) };
});

describe('MemoryBus', () => {
  it('drops the oldest event when it may keep no more, and counts', async () => {
    const bus = new MemoryBus({ keptMax: 2 });
    const append = recordOf(new MemoryEventStore());
    for (let count = 0; count < 5; count += 1) await bus.publish(await append('call/1'));
    const versions: number[] = [];
    const seen = new Promise<void>((resolve) => {
      const handler = async ({ version }: { readonly version: number }): Promise<void> => {
        versions.push(version);
        if (version === 4) resolve();
      };
      void bus.subscribe({ consumer: 'late', handler });
    });
    await seen;
    expect([versions, bus.dropped]).toEqual([[3, 4], 3]);
  });
});
