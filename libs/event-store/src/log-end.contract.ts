// What every log promises about its end.
import { type EventStore } from '@trunkline/event-sourcing';
import { type LogEnd } from './log-end.port';

export const logEndContract = (name: string, open: () => EventStore & LogEnd): void => {
  describe(`${name} as a log with an end`, () => {
    it('shows after its end what is appended later, and nothing else', async () => {
      const store = open();
      const append = (inputId: string, expectedVersion: number) =>
        store.append({
          stream: `end/${process.pid}`,
          tenantId: 'acme',
          callId: 'c1',
          expectedVersion,
          actor: { service: 'policy', instance: 'a', epoch: 1 },
          causationId: 'cause',
          input: { type: 'Heard', inputId, at: 1 },
          events: [{ type: 'Said', v: 1 }],
          isFinal: true,
        });
      await append('before', -1);
      const end = await store.logEnd();
      expect((await store.readAll(end, 10)).events).toEqual([]);
      await append('after', 0);
      expect((await store.readAll(end, 10)).events.map(({ inputId }) => inputId)).toEqual(['after']);
    });
  });
};
