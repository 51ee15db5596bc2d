// The log-tailing bus keeps the promises of the port over a record in memory.
import { MemoryCursorStore, MemoryEventStore } from '@trunkline/event-store';
import { eventBusContract } from './event-bus.contract';
import { LogTailBus } from './log-tail-bus';
import { recordOf } from './record.double';

eventBusContract('LogTailBus over memory', () => {
  const store = new MemoryEventStore();
  const append = recordOf(store);
  return {
    bus: new LogTailBus({ log: store, signal: store, cursors: new MemoryCursorStore() }),
    append: async (stream, callId) => void (await append(stream, callId)),
  };
});
