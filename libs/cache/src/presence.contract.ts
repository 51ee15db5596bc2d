// What everybody who tells who is there promises.
import { type Presence } from './presence.port';

export interface OpenedPresence {
  readonly port: Presence;
  elapse(ms: number): Promise<void>;
}

const TTL_MS = 80;
const LONG_MS = 60_000;

export const presenceContract = (name: string, open: () => Promise<OpenedPresence>): void => {
  describe(`${name} as presence`, () => {
    it('tells who has said so, sorted, each once', async () => {
      const { port } = await open();
      expect(await port.present('desk')).toEqual([]);
      for (const member of ['b', 'c', 'a', 'b']) await port.beat('desk', member, LONG_MS);
      await port.beat('other', 'z', LONG_MS);
      expect(await port.present('desk')).toEqual(['a', 'b', 'c']);
    });

    it('lets those go whose time is up, and keeps those who say it again', async () => {
      const { port, elapse } = await open();
      await port.beat('desk', 'gone', TTL_MS);
      await port.beat('desk', 'again', TTL_MS);
      await port.beat('desk', 'again', LONG_MS);
      await elapse(TTL_MS * 2);
      expect(await port.present('desk')).toEqual(['again']);
    });

    it('takes the last word: a shorter time counts', async () => {
      const { port, elapse } = await open();
      await port.beat('desk', 'a', LONG_MS);
      await port.beat('desk', 'a', TTL_MS);
      await port.beat('desk', 'b', LONG_MS);
      await elapse(TTL_MS * 2);
      expect(await port.present('desk')).toEqual(['b']);
    });

    it('lets go who leaves, also who was never there', async () => {
      const { port } = await open();
      await port.beat('desk', 'a', LONG_MS);
      await port.beat('desk', 'b', LONG_MS);
      await port.leave('desk', 'a');
      await port.leave('desk', 'nobody');
      await port.leave('nowhere', 'a');
      expect(await port.present('desk')).toEqual(['b']);
    });
  });
};
