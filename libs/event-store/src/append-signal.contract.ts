// What every append signal promises: a wake-up after an append, and silence after the end.
import { type EventStore } from '@trunkline/event-sourcing';
import { type AppendSignal } from './append-signal.port';
import { appendAt } from './record.double';

export const appendSignalContract = (name: string, open: () => EventStore & AppendSignal): void => {
  describe(`${name} as an append signal`, () => {
    it('wakes its listeners after an append', async () => {
      const store = open();
      let wake = (): void => undefined;
      const stop = await store.onAppend(() => wake());
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await store.append(appendAt(`signal/${process.pid}`, 0));
      await woken;
      await stop();
    });
  });
};
