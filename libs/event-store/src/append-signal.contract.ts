// What every append signal promises: a wake-up after an append, and silence after the end.
import { type EventStore } from '@trunkline/event-sourcing';
import { type AppendSignal } from './append-signal.port';

export const appendSignalContract = (name: string, open: () => EventStore & AppendSignal): void => {
  describe(`${name} as an append signal`, () => {
    it('wakes its listeners after an append', async () => {
      const store = open();
      let wake = (): void => undefined;
      const stop = await store.onAppend(() => wake());
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await store.append({
        stream: `signal/${process.pid}`,
        tenantId: 'acme',
        callId: 'c1',
        expectedVersion: -1,
        actor: { service: 'policy', instance: 'a', epoch: 1 },
        causationId: 'cause',
        input: { type: 'Heard', inputId: 'i1', at: 1 },
        events: [{ type: 'Said', v: 1 }],
        isFinal: false,
      });
      await woken;
      await stop();
    });
  });
};
