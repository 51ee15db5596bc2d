// What every inbox promises to its consumer.
import { type Recorded } from '@trunkline/event-sourcing';
import { type Inbox } from './inbox.port';

export const at = (stream: string, version: number): Recorded => ({
  eventId: `${stream}#i${version}#0`,
  tenantId: 'acme',
  callId: 'c1',
  stream,
  version,
  at: 1_000,
  inputId: `i${version}`,
  causationId: 'cause',
  actor: { service: 'policy', instance: 'a', epoch: 1 },
  event: { type: 'Said', v: 1 },
  prevHash: '',
  hash: '',
});

export const inboxContract = <Tx>(name: string, open: () => Inbox<Tx>): void => {
  describe(`${name} as an inbox`, () => {
    it('applies each version once, in order', async () => {
      const inbox = open();
      const applied: number[] = [];
      const offer = (version: number) =>
        inbox.withInbox('reader', at('call/once', version), async () => void applied.push(version));
      expect(await offer(0)).toEqual({ kind: 'applied' });
      expect(await offer(0)).toEqual({ kind: 'duplicate' });
      expect(await offer(1)).toEqual({ kind: 'applied' });
      expect(await offer(0)).toEqual({ kind: 'duplicate' });
      expect(await offer(4)).toEqual({ kind: 'gap', expectedVersion: 2 });
      expect(applied).toEqual([0, 1]);
    });

    it('tells of a gap at the beginning', async () => {
      const offered = open().withInbox('reader', at('call/late', 2), () =>
        Promise.reject(new Error('not to be called')),
      );
      expect(await offered).toEqual({ kind: 'gap', expectedVersion: 0 });
    });

    it('keeps consumers and streams apart', async () => {
      const inbox = open();
      const nothing = async (): Promise<void> => undefined;
      expect(await inbox.withInbox('one', at('call/apart', 0), nothing)).toEqual({ kind: 'applied' });
      expect(await inbox.withInbox('two', at('call/apart', 0), nothing)).toEqual({ kind: 'applied' });
      expect(await inbox.withInbox('one', at('call/apart-too', 0), nothing)).toEqual({ kind: 'applied' });
    });

    it('offers the event again when it could not be applied', async () => {
      const inbox = open();
      const failing = inbox.withInbox('reader', at('call/fails', 0), () =>
        Promise.reject(new Error('broken')),
      );
      await expect(failing).rejects.toThrow('broken');
      expect(await inbox.withInbox('reader', at('call/fails', 0), async () => undefined)).toEqual({
        kind: 'applied',
      });
    });

    it('applies once when rivals offer the same version', async () => {
      const inbox = open();
      let applied = 0;
      const rival = () => inbox.withInbox('reader', at('call/rivals', 0), async () => void (applied += 1));
      const kinds = (await Promise.all([rival(), rival(), rival()])).map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(['applied', 'duplicate', 'duplicate']);
      expect(applied).toBe(1);
    });
  });
};
