// A service and its supervisor: after a crash another instance takes over, and sometimes two believe that they own it.
import { type Instance } from './instance';
import { type Sim } from './sim';

export interface Run {
  readonly instance: Instance;
  start(): void;
}

export class Service<R extends Run> {
  private present: R;
  private count = 0;

  constructor(
    private readonly sim: Sim,
    private readonly make: (name: string) => R,
    /** Another instance has taken over from one that is not dead. */
    private readonly onTakenOver: () => void = () => undefined,
  ) {
    this.present = this.begin();
  }

  /** Undefined while there is none. */
  get current(): R | undefined {
    return this.present.instance.isAlive ? this.present : undefined;
  }

  /** The predecessor goes on as if nothing had happened. */
  replace(): R {
    this.present = this.begin();
    return this.present;
  }

  private begin(): R {
    this.count += 1;
    const run = this.make(String(this.count));
    const succeed = (then: () => void): void => {
      if (run !== this.present) return;
      this.sim.kernel.after(this.sim.random.int(100, 4_000), () => {
        if (run !== this.present) return;
        this.replace();
        then();
      });
    };
    run.instance.onDeath(() => succeed(() => undefined));
    run.instance.onStop(() => succeed(this.onTakenOver));
    this.sim.kernel.after(0, () => run.start());
    return run;
  }
}
