// The duty of the only instance there is.
import { type Duty, type DutyLock } from '../../ports/duty-lock.port';

/** Instances that share one object share the duty. */
export class SoleDuty implements DutyLock {
  private holder: object | undefined;

  async take(): Promise<Duty | undefined> {
    if (this.holder !== undefined) return undefined;
    const held = {};
    this.holder = held;
    return {
      isStillOurs: async () => {
        if (this.holder !== held) throw new Error('the duty was released');
      },
      release: async () => {
        if (this.holder === held) this.holder = undefined;
      },
    };
  }
}
