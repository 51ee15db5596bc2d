// The non-INVITE server transaction (RFC 3261 17.2.2), without I/O or clock.
import { giveUpMs } from './timers';
import type { MachineOptions, ServerMachine, ServerOutput } from './machine';

export class NonInviteServerTransaction implements ServerMachine {
  state: 'trying' | 'proceeding' | 'completed' | 'terminated' = 'trying';
  private endAtMs = Infinity; // timer J

  constructor(private readonly options: MachineOptions) {}

  get deadlineMs(): number {
    return this.endAtMs;
  }

  repeat(_nowMs: number): readonly ServerOutput[] {
    return this.state === 'proceeding' || this.state === 'completed' ? ['send'] : [];
  }

  acknowledge(_nowMs: number): readonly ServerOutput[] {
    return [];
  }

  respond(status: number, nowMs: number): readonly ServerOutput[] {
    if (this.state !== 'trying' && this.state !== 'proceeding') return [];
    if (status < 200) {
      this.state = 'proceeding';
      return ['send'];
    }
    if (this.options.isReliable) {
      this.state = 'terminated';
      return ['send', 'terminated'];
    }
    this.state = 'completed';
    this.endAtMs = nowMs + giveUpMs(this.options.timers);
    return ['send'];
  }

  expire(nowMs: number): readonly ServerOutput[] {
    if (nowMs < this.endAtMs) return [];
    this.state = 'terminated';
    this.endAtMs = Infinity;
    return ['terminated'];
  }
}
