// The armed timers of one stream: one per id, each knowing which effect asked for it.
import { type EpochMs } from '../decider';
import { type SetTimer } from '../timer';
import { type Scheduler } from './host-contract';

export class ArmedTimers {
  private readonly armed = new Map<string, { readonly effectId: string; readonly disarm: () => void }>();

  constructor(private readonly scheduler: Scheduler) {}

  /** Replaces a timer of the same id. */
  set(timer: SetTimer, effectId: string, fire: () => void): void {
    this.clear(timer.timerId);
    this.armed.set(timer.timerId, { effectId, disarm: this.scheduler.schedule(timer.dueAt, fire) });
  }

  /** Tries a timer again that could not be delivered; it stays the current one of its id. */
  retry(timer: SetTimer, at: EpochMs, fire: () => void): void {
    const current = this.armed.get(timer.timerId);
    if (!current) return;
    this.set({ ...timer, dueAt: at }, current.effectId, fire);
  }

  clear(timerId: string): void {
    this.armed.get(timerId)?.disarm();
    this.armed.delete(timerId);
  }

  clearAll(): void {
    for (const { disarm } of this.armed.values()) disarm();
    this.armed.clear();
  }

  /** False for a timer that was cleared or replaced while its firing waited for its turn. */
  isCurrent(timerId: string, effectId: string): boolean {
    return this.armed.get(timerId)?.effectId === effectId;
  }
}
