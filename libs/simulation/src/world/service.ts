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
    run.instance.onDeath(() => {
      if (run !== this.present) return;
      this.sim.kernel.after(this.sim.random.int(100, 4_000), () => {
        if (run === this.present) this.replace();
      });
    });
    this.sim.kernel.after(0, () => run.start());
    return run;
  }
}
