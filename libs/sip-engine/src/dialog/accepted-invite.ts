// The 2xx of an INVITE until its ACK: repeated by the dialog, given up after 64*T1 (RFC 3261 13.3.1.4), without I/O or clock.
import { giveUpMs, type Timers } from '../transaction/timers';

export class AcceptedInvite {
  state: 'waiting' | 'acknowledged' | 'given-up' = 'waiting';
  private intervalMs: number;
  private repeatAtMs: number;
  private readonly giveUpAtMs: number;

  constructor(
    private readonly timers: Timers,
    nowMs: number,
  ) {
    this.intervalMs = timers.t1Ms;
    this.repeatAtMs = nowMs + timers.t1Ms;
    this.giveUpAtMs = nowMs + giveUpMs(timers);
  }

  get deadlineMs(): number {
    return this.state === 'waiting' ? Math.min(this.repeatAtMs, this.giveUpAtMs) : Infinity;
  }

  /** True for the first ACK only. */
  acknowledge(): boolean {
    if (this.state !== 'waiting') return false;
    this.state = 'acknowledged';
    return true;
  }

  /** The dialog ended in another way. */
  stop(): void {
    if (this.state === 'waiting') this.state = 'acknowledged';
  }

  expire(nowMs: number): 'repeat' | 'give-up' | 'nothing' {
    if (this.state !== 'waiting') return 'nothing';
    if (nowMs >= this.giveUpAtMs) {
      this.state = 'given-up';
      return 'give-up';
    }
    if (nowMs < this.repeatAtMs) return 'nothing';
    this.intervalMs = Math.min(2 * this.intervalMs, this.timers.t2Ms);
    this.repeatAtMs = nowMs + this.intervalMs;
    return 'repeat';
  }
}
