// A reliable provisional response until its PRACK (RFC 3262 3), without I/O or clock.
import { giveUpMs, type Timers } from '../transaction/timers';

export class ReliableProvisional {
  state: 'waiting' | 'acknowledged' | 'given-up' = 'waiting';
  private intervalMs: number;
  private repeatAtMs: number;
  private readonly giveUpAtMs: number;

  constructor(
    readonly rseq: number,
    private readonly inviteSeq: number,
    at: { readonly timers: Timers; readonly nowMs: number },
  ) {
    this.intervalMs = at.timers.t1Ms;
    this.repeatAtMs = at.nowMs + at.timers.t1Ms;
    this.giveUpAtMs = at.nowMs + giveUpMs(at.timers);
  }

  get deadlineMs(): number {
    return this.state === 'waiting' ? Math.min(this.repeatAtMs, this.giveUpAtMs) : Infinity;
  }

  /** True when the RAck names this very response. */
  acknowledge(rseq: number, inviteSeq: number): boolean {
    if (this.state !== 'waiting' || rseq !== this.rseq || inviteSeq !== this.inviteSeq) return false;
    this.state = 'acknowledged';
    return true;
  }

  /** A final response has been sent, or the dialog is gone. */
  stop(): void {
    if (this.state === 'waiting') this.state = 'given-up';
  }

  expire(nowMs: number): 'repeat' | 'give-up' | 'nothing' {
    if (this.state !== 'waiting') return 'nothing';
    if (nowMs >= this.giveUpAtMs) {
      this.state = 'given-up';
      return 'give-up';
    }
    if (nowMs < this.repeatAtMs) return 'nothing';
    // Doubles without the cap of T2 (RFC 3262 3).
    this.intervalMs *= 2;
    this.repeatAtMs = nowMs + this.intervalMs;
    return 'repeat';
  }
}
