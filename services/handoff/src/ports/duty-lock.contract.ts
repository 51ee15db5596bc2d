// What every adapter of the DutyLock port keeps to.
import { type DutyLock } from './duty-lock.port';

export interface LocksUnderTest {
  /** Two instances that share one duty. */
  readonly one: DutyLock;
  readonly other: DutyLock;
  close(): Promise<void>;
}

export const dutyLockContract = (name: string, create: () => Promise<LocksUnderTest>): void => {
  describe(name, () => {
    let under: LocksUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    it('is with one at a time, and with the next after it was released', async () => {
      const duty = await under.one.take();
      expect(duty).toBeDefined();
      expect(await under.other.take()).toBeUndefined();
      await duty?.isStillOurs();
      await duty?.release();
      const next = await under.other.take();
      expect(next).toBeDefined();
      expect(await under.one.take()).toBeUndefined();
      await next?.release();
    });

    it('is lost for who released it', async () => {
      const duty = await under.one.take();
      await duty?.release();
      await expect(duty?.isStillOurs()).rejects.toThrow();
    });
  });
};
