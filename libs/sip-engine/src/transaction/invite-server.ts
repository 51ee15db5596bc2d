// The INVITE server transaction (RFC 3261 17.2.1 with the accepted state of RFC 6026), without I/O or clock.
import { giveUpMs } from './timers';
import type { MachineOptions, ServerMachine, ServerOutput } from './machine';

export class InviteServerTransaction implements ServerMachine {
  state: 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated' = 'proceeding';
  private hasResponse = false;
  private retransmitAtMs = Infinity; // timer G
  private intervalMs: number;
  private endAtMs = Infinity; // timers H, I and L

  constructor(private readonly options: MachineOptions) {
    this.intervalMs = options.timers.t1Ms;
  }

  get deadlineMs(): number {
    return Math.min(this.retransmitAtMs, this.endAtMs);
  }

  repeat(_nowMs: number): readonly ServerOutput[] {
    // In accepted the dialog repeats its 2xx by its own timer (RFC 6026 7.1): the INVITE is only absorbed.
    const isRepeated = this.hasResponse && (this.state === 'proceeding' || this.state === 'completed');
    return isRepeated ? ['send'] : [];
  }

  acknowledge(nowMs: number): readonly ServerOutput[] {
    if (this.state !== 'completed') return [];
    this.retransmitAtMs = Infinity;
    if (this.options.isReliable) return this.end();
    this.state = 'confirmed';
    this.endAtMs = nowMs + this.options.timers.t4Ms; // timer I
    return [];
  }

  respond(status: number, nowMs: number): readonly ServerOutput[] {
    const isRepeated2xx = this.state === 'accepted' && status >= 200 && status < 300;
    if (this.state !== 'proceeding' && !isRepeated2xx) return [];
    this.hasResponse = true;
    if (status < 200 || isRepeated2xx) return ['send'];
    this.state = status < 300 ? 'accepted' : 'completed';
    this.endAtMs = nowMs + giveUpMs(this.options.timers); // timer L or H
    if (status >= 300 && !this.options.isReliable) this.retransmitAtMs = nowMs + this.intervalMs;
    return ['send'];
  }

  expire(nowMs: number): readonly ServerOutput[] {
    if (nowMs >= this.endAtMs) {
      const isTimeout = this.state === 'completed';
      return isTimeout ? ['timeout', ...this.end()] : this.end();
    }
    if (nowMs < this.retransmitAtMs) return [];
    this.intervalMs = Math.min(2 * this.intervalMs, this.options.timers.t2Ms);
    this.retransmitAtMs = nowMs + this.intervalMs;
    return ['send'];
  }

  private end(): readonly ServerOutput[] {
    this.state = 'terminated';
    this.retransmitAtMs = Infinity;
    this.endAtMs = Infinity;
    return ['terminated'];
  }
}
