// The non-INVITE client transaction (RFC 3261 17.1.2), without I/O or clock.
import { giveUpMs } from './timers';
import type { ClientMachine, ClientOutput, MachineOptions } from './machine';

export class NonInviteClientTransaction implements ClientMachine {
  state: 'trying' | 'proceeding' | 'completed' | 'terminated' = 'trying';
  private retransmitAtMs = Infinity; // timer E
  private intervalMs: number;
  private endAtMs = Infinity; // timers F and K

  constructor(private readonly options: MachineOptions) {
    this.intervalMs = options.timers.t1Ms;
  }

  get deadlineMs(): number {
    return Math.min(this.retransmitAtMs, this.endAtMs);
  }

  start(nowMs: number): readonly ClientOutput[] {
    if (!this.options.isReliable) this.retransmitAtMs = nowMs + this.intervalMs;
    this.endAtMs = nowMs + giveUpMs(this.options.timers);
    return ['send'];
  }

  receive(status: number, nowMs: number): readonly ClientOutput[] {
    if (this.state === 'completed' || this.state === 'terminated') return [];
    if (status < 200) {
      this.state = 'proceeding';
      return ['deliver'];
    }
    this.retransmitAtMs = Infinity;
    if (this.options.isReliable) {
      this.end();
      return ['deliver', 'terminated'];
    }
    this.state = 'completed';
    this.endAtMs = nowMs + this.options.timers.t4Ms; // timer K
    return ['deliver'];
  }

  expire(nowMs: number): readonly ClientOutput[] {
    if (nowMs >= this.endAtMs) {
      const isTimeout = this.state === 'trying' || this.state === 'proceeding';
      this.end();
      return isTimeout ? ['timeout', 'terminated'] : ['terminated'];
    }
    if (nowMs < this.retransmitAtMs) return [];
    const { t2Ms } = this.options.timers;
    this.intervalMs = this.state === 'proceeding' ? t2Ms : Math.min(2 * this.intervalMs, t2Ms);
    this.retransmitAtMs = nowMs + this.intervalMs;
    return ['send'];
  }

  fail(): readonly ClientOutput[] {
    if (this.state !== 'trying' && this.state !== 'proceeding') return [];
    this.end();
    return ['failed', 'terminated'];
  }

  private end(): void {
    this.state = 'terminated';
    this.retransmitAtMs = Infinity;
    this.endAtMs = Infinity;
  }
}
