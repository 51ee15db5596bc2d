// One stream between a line and an instance of the policy, seen from the policy: attach, then signals, until it breaks.
import { call } from '@trunkline/domain';
import { type Instance } from './instance';
import { type Attach, type Directive, type LineEffect, type Told } from './line-signals';
import { type Policy } from './policy';
import { type Sim } from './sim';

/** The line's end of the stream. */
export interface LineEnd {
  obey(directive: Directive): void;
  /** The stream is gone. */
  lost(): void;
}

type Phase = 'attaching' | 'attached' | 'over';

export class Conversation {
  private phase: Phase = 'attaching';
  private readonly waiting: Told[] = [];
  private readonly unsaid: LineEffect[] = [];
  private sentUntil = 0;
  private readonly forgetDeath: () => void;

  constructor(
    private readonly sim: Sim,
    private readonly policy: Policy,
    private readonly lineEnd: LineEnd,
  ) {
    this.forgetDeath = policy.instance.onDeath(() => this.broken());
  }

  get server(): Instance {
    return this.policy.instance;
  }

  attach(attach: Attach): void {
    this.policy.instance.whenRunning(() => void this.attached(attach).catch(() => this.close('failed')));
  }

  hear(told: Told): void {
    this.policy.instance.whenRunning(() => this.heard(told));
  }

  private heard(told: Told): void {
    if (this.phase === 'attaching') this.waiting.push(told);
    if (this.phase !== 'attached') return;
    const { inputId, mediaMs, signal } = told;
    const input = { inputId, at: this.sim.kernel.now, mediaMs, ...signal } as call.CallInput;
    this.policy.tell(input).then(
      ({ kind }) => {
        if (kind === 'fenced') this.close('superseded');
        else if (signal.type === 'EndLine') this.finish();
      },
      () => this.close('failed'),
    );
  }

  perform(effect: LineEffect): void {
    if (this.phase === 'attached') this.send(effect);
    else if (this.phase === 'attaching') this.unsaid.push(effect);
  }

  /** The policy ends the stream. */
  close(_why: 'superseded' | 'failed'): void {
    if (this.phase === 'over') return;
    this.over(false);
    this.sim.kernel.after(5, () => this.lineEnd.lost());
  }

  /** The line, the network or the process ends it. */
  broken(): void {
    if (this.phase === 'over') return;
    this.over(false);
    this.sim.kernel.after(this.sim.random.int(5, 200), () => this.lineEnd.lost());
  }

  private finish(): void {
    if (this.phase !== 'over') this.over(true);
  }

  private over(hasEnded: boolean): void {
    this.phase = 'over';
    this.forgetDeath();
    this.policy.leave(this, hasEnded);
  }

  private async attached(attach: Attach): Promise<void> {
    const dispatched = await this.policy.attach(this, await this.inputOf(attach));
    if (this.phase !== 'attaching') return;
    if (dispatched.kind === 'fenced') return this.close('superseded');
    this.phase = 'attached';
    this.send({ type: 'Attached', keepPromptIds: call.wantedPrompts(dispatched.state) });
    for (const effect of this.unsaid.splice(0)) this.send(effect);
    if (dispatched.state.status === 'ended') this.send({ type: 'HangUp', reason: 'call-ended' });
    for (const told of this.waiting.splice(0)) this.heard(told);
  }

  /** The record says whether the call has begun, not the line. */
  private async inputOf(attach: Attach): Promise<call.CallInput> {
    const { inputId, mediaMs, playingPromptId, answeredAt } = attach;
    const { version } = await this.policy.instance.store.read(this.policy.stream);
    const common = { inputId, at: this.sim.kernel.now, mediaMs, gateway: 'gateway-1' };
    if (version >= 0) {
      const playing = playingPromptId === undefined ? {} : { playingPromptId };
      return { type: 'Reattach', ...common, ...playing };
    }
    const { flow, tenant, callId } = this.sim;
    return {
      type: 'StartCall',
      ...common,
      callId,
      tenantId: flow.tenantId,
      flow: flow.name,
      flowHash: tenant.flowHashes[flow.name] ?? '',
      from: '+15550142',
      to: 'orders',
      trunk: 'loopback',
      answeredAt,
      spentTodayMicros: 0,
    };
  }

  /** In order, and not at once. */
  private send(directive: Directive): void {
    const { kernel, random } = this.sim;
    this.sentUntil = Math.max(this.sentUntil, kernel.now + random.int(1, 8));
    kernel.schedule(this.sentUntil, () => this.lineEnd.obey(directive));
  }
}
