// The INVITE client transaction (RFC 3261 17.1.1 with the accepted state of RFC 6026), without I/O or clock.
import { giveUpMs } from './timers';
import type { ClientMachine, ClientOutput, MachineOptions } from './machine';

export class InviteClientTransaction implements ClientMachine {
  state: 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated' = 'calling';
  private retransmitAtMs = Infinity; // timer A
  private intervalMs: number;
  private endAtMs = Infinity; // timers B, D and M

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
    switch (this.state) {
      case 'calling':
      case 'proceeding':
        if (status < 200) return this.proceed();
        return status < 300 ? this.accept(nowMs) : this.complete(nowMs);
      case 'accepted':
        // Every 2xx goes up: a retransmission wants its ACK again, another tag is another fork.
        return status >= 200 && status < 300 ? ['deliver'] : [];
      case 'completed':
        return status >= 300 ? ['ack'] : [];
      case 'terminated':
        return [];
    }
  }

  expire(nowMs: number): readonly ClientOutput[] {
    if (nowMs >= this.endAtMs) {
      const isTimeout = this.state === 'calling';
      this.end();
      return isTimeout ? ['timeout', 'terminated'] : ['terminated'];
    }
    if (nowMs < this.retransmitAtMs) return [];
    this.intervalMs *= 2;
    this.retransmitAtMs = nowMs + this.intervalMs;
    return ['send'];
  }

  fail(): readonly ClientOutput[] {
    if (this.state !== 'calling' && this.state !== 'proceeding') return [];
    this.end();
    return ['failed', 'terminated'];
  }

  private proceed(): readonly ClientOutput[] {
    this.state = 'proceeding';
    this.retransmitAtMs = Infinity;
    this.endAtMs = Infinity;
    return ['deliver'];
  }

  private accept(nowMs: number): readonly ClientOutput[] {
    this.state = 'accepted';
    this.retransmitAtMs = Infinity;
    this.endAtMs = nowMs + giveUpMs(this.options.timers); // timer M
    return ['deliver'];
  }

  private complete(nowMs: number): readonly ClientOutput[] {
    this.retransmitAtMs = Infinity;
    if (this.options.isReliable) {
      this.end();
      return ['ack', 'deliver', 'terminated'];
    }
    this.state = 'completed';
    this.endAtMs = nowMs + giveUpMs(this.options.timers); // timer D: at least 32 s
    return ['ack', 'deliver'];
  }

  private end(): void {
    this.state = 'terminated';
    this.retransmitAtMs = Infinity;
    this.endAtMs = Infinity;
  }
}
