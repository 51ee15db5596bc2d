// What every registry of lines promises.
import { type LineRegistry } from './line-registry.port';

export interface OpenedLines {
  readonly port: LineRegistry;
  elapse(ms: number): Promise<void>;
}

const TTL_MS = 80;
const LONG_MS = 60_000;
const ONE = '10.0.0.1:7101';
const TWO = '10.0.0.2:7101';

export const lineRegistryContract = (name: string, open: () => Promise<OpenedLines>): void => {
  describe(`${name} as a registry of lines`, () => {
    it('says which gateway holds a call: the last that put it', async () => {
      const { port } = await open();
      expect(await port.get('c1')).toBeUndefined();
      await port.put('c1', ONE, LONG_MS);
      await port.put('c2', ONE, LONG_MS);
      await port.put('c2', TWO, LONG_MS);
      expect([await port.get('c1'), await port.get('c2')]).toEqual([ONE, TWO]);
    });

    it('forgets a call whose gateway is silent, and keeps those it refreshes', async () => {
      const { port, elapse } = await open();
      for (const call of ['kept', 'left']) await port.put(call, ONE, TTL_MS);
      await port.refresh(['kept'], ONE, LONG_MS);
      await elapse(TTL_MS * 2);
      expect([await port.get('kept'), await port.get('left')]).toEqual([ONE, undefined]);
    });

    it('puts back by refreshing what was forgotten, and takes nothing from another gateway', async () => {
      const { port } = await open();
      await port.put('theirs', TWO, LONG_MS);
      await port.refresh(['forgotten', 'theirs'], ONE, LONG_MS);
      expect([await port.get('forgotten'), await port.get('theirs')]).toEqual([ONE, TWO]);
      await port.refresh([], ONE, LONG_MS);
    });

    it('refreshes more calls than one batch holds', async () => {
      const { port } = await open();
      const calls = Array.from({ length: 1_234 }, (_, index) => `c${index}`);
      await port.refresh(calls, ONE, LONG_MS);
      expect([await port.get('c0'), await port.get('c1233')]).toEqual([ONE, ONE]);
    });

    it('removes a call for the gateway that holds it only', async () => {
      const { port } = await open();
      await port.put('c1', TWO, LONG_MS);
      await port.remove('c1', ONE);
      expect(await port.get('c1')).toBe(TWO);
      await port.remove('c1', TWO);
      await port.remove('c1', TWO);
      expect(await port.get('c1')).toBeUndefined();
    });
  });
};
