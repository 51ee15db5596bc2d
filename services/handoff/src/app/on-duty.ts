// One instance at a time works on the hand-offs; the others wait, and take up what is open when it is gone.
import { type EpochMs, type Scheduler } from '@trunkline/event-sourcing';
import { type Duty, type DutyLock } from '../ports/duty-lock.port';
import { type Handoffs } from './handoffs';

export interface OnDutyOptions {
  readonly lock: DutyLock;
  /** For each time on duty: a fresh view of the record. */
  readonly begin: () => Handoffs;
  readonly clock: () => EpochMs;
  readonly scheduler: Scheduler;
  readonly onFault: (error: unknown) => void;
  readonly onChanged: (isOnDuty: boolean) => void;
}

const LOOK_MS = 1_000;

/** Another instance has the duty: ask again, there or here. */
export class NotOnDuty extends Error {
  override readonly name = 'NotOnDuty';
}

export class OnDuty {
  private working: { readonly duty: Duty; readonly handoffs: Handoffs } | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopLooking: (() => void) | undefined;
  private isClosed = false;

  constructor(private readonly options: OnDutyOptions) {}

  /** Throws NotOnDuty. */
  get handoffs(): Handoffs {
    if (this.working === undefined) throw new NotOnDuty('another instance works on the hand-offs');
    return this.working.handoffs;
  }

  get isOnDuty(): boolean {
    return this.working !== undefined;
  }

  /** Resolves when it is on duty or has seen that another one is. Rejects when the record cannot be read. */
  async start(): Promise<void> {
    await this.look();
    this.lookLater();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.stopLooking?.();
    await this.looking;
    await this.leave();
  }

  private lookLater(): void {
    if (this.isClosed) return;
    const { scheduler, clock, onFault } = this.options;
    this.stopLooking = scheduler.schedule(clock() + LOOK_MS, () => {
      this.looking = this.look()
        .catch(onFault)
        .finally(() => this.lookLater());
    });
  }

  private async look(): Promise<void> {
    if (this.working === undefined) return this.takeUp();
    try {
      await this.working.duty.isStillOurs();
    } catch (error) {
      this.options.onFault(error);
      await this.leave();
    }
  }

  private async takeUp(): Promise<void> {
    const duty = await this.options.lock.take();
    if (duty === undefined) return;
    const handoffs = this.options.begin();
    try {
      await handoffs.start();
    } catch (error) {
      await handoffs.close().catch(this.options.onFault);
      await duty.release();
      throw error;
    }
    this.working = { duty, handoffs };
    this.options.onChanged(true);
    if (this.isClosed) await this.leave();
  }

  /** What is under way stays in the record for the next one. */
  private async leave(): Promise<void> {
    const { working } = this;
    this.working = undefined;
    if (working === undefined) return;
    this.options.onChanged(false);
    await working.handoffs.close().catch(this.options.onFault);
    await working.duty.release();
  }
}
