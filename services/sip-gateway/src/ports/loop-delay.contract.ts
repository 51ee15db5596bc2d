// What every measure of the event loop's delay does.
import { type LoopDelay } from './loop-delay.port';

/** `block` keeps the loop from turning for so long. */
export const loopDelayContract = (name: string, open: () => LoopDelay, block: (ms: number) => void): void => {
  describe(`${name} measures the delay of the event loop`, () => {
    it('shows a loop that was blocked, and forgets it with the asking', async () => {
      const delay = open();
      const turns = async (): Promise<void> => {
        for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 12));
      };
      await turns();
      delay.take();
      await turns();
      block(300);
      await turns();
      expect(delay.take().p99Ms).toBeGreaterThan(200);
      await turns();
      const calm = delay.take();
      expect(calm.p50Ms).toBeLessThan(200);
      delay.close();
    });
  });
};
