// One instance of the dialogue policy: the call's host, its effects sent where production sends them.
import { type call } from '@trunkline/domain';
import { createHost, type EffectContext, type Host } from '@trunkline/event-sourcing';
import { decidersOf } from '../planted/deciders';
import { type Conversation } from './conversation';
import { Instance } from './instance';
import { type LineEffect } from './line-signals';
import { PolicyEffects, type Neighbours } from './policy-effects';
import { withRepeatedAnswers } from './repeated';
import { type Sim } from './sim';

export type CallContext = EffectContext<call.Call, call.CallInput, call.CallEvent>;
export type CallHost = Host<call.Call, call.CallInput, call.CallEvent>;

/** How long a line may be away before its call ends; the service's own default. */
const REATTACH_MS_MAX = 15_000;
const SWEEP_MS = 60_000;
/** Ends that were tried in vain; the service's own. */
const ENDINGS_MAX = 24;
const againMs = (attempt: number): number => Math.min(1_000 * 2 ** attempt, 30_000);
/** A line that outlives its call's limit by this much is held by nobody. */
const OVERDUE_MS = 60_000;

interface Ending {
  /** By this instance when its line was lost; otherwise by nobody. */
  readonly isHeld: boolean;
  readonly attempt: number;
}

export class Policy {
  readonly instance: Instance;
  readonly stream: string;
  private readonly host: CallHost;
  private readonly effects: PolicyEffects;
  private line: Conversation | undefined;
  private forgetGrace: (() => void) | undefined;
  private heldEpoch: number | undefined;
  private isGraced = false;

  constructor(
    name: string,
    private readonly sim: Sim,
    neighbours: Neighbours,
  ) {
    this.instance = new Instance(`dialogue-policy-${name}`, sim, true);
    this.stream = `call/${sim.callId}`;
    this.effects = new PolicyEffects(sim, this.instance, neighbours);
    const { tenantId } = sim.flow;
    this.host = createHost({
      decider: decidersOf(sim.flow, sim.planted).call,
      store: this.instance.store,
      actor: { service: 'dialogue-policy', instance: this.instance.name },
      perform: (effect, context) => this.perform(effect, context),
      clock: () => sim.kernel.now,
      scheduler: this.instance.scheduler,
      locate: () => ({ tenantId, callId: sim.callId }),
      // What was appended and not performed is not said again to a line that was there: it has to attach again.
      onFault: ({ kind }) => {
        if (kind === 'fenced') this.supersede();
        const isTold = sim.planted !== 'silent-after-outage';
        if (kind === 'store-unavailable' && isTold) this.line?.close('failed');
      },
    });
  }

  start(): void {
    this.sweepAt(this.sim.kernel.now + REATTACH_MS_MAX, true);
  }

  /** The line is this conversation's from here on. Rejects as the host does. */
  async attach(conversation: Conversation, input: call.CallInput) {
    const before = this.line;
    this.forgetGrace?.();
    this.isGraced = false;
    this.line = conversation;
    before?.close('superseded');
    const dispatched = await this.host.dispatch(this.stream, input);
    this.heldEpoch = dispatched.events[0]?.actor.epoch ?? (await this.instance.store.read(this.stream)).epoch;
    return dispatched;
  }

  tell(input: call.CallInput) {
    return this.host.dispatch(this.stream, input);
  }

  /** A conversation is over. Without an end of the line, somebody has a grace in which to attach again. */
  leave(conversation: Conversation, hasEnded: boolean): void {
    if (this.line !== conversation) return;
    this.line = undefined;
    if (hasEnded) {
      this.heldEpoch = undefined;
      return;
    }
    this.loseAfter(REATTACH_MS_MAX, { isHeld: true, attempt: 0 });
  }

  /** Unless the line is found before. A record that is away is asked again: the end of a call is not forgotten with it. */
  private loseAfter(delayMs: number, ending: Ending): void {
    this.isGraced = true;
    this.forgetGrace = this.instance.scheduler.schedule(this.sim.kernel.now + delayMs, () => {
      this.isGraced = false;
      // Whoever fenced this instance has the call: its lost line is no news any more.
      const isNone = ending.isHeld && this.heldEpoch === undefined;
      if (this.line === undefined && !isNone) this.end(ending);
    });
  }

  private end(ending: Ending): void {
    const { attempt } = ending;
    this.lose().catch(() => {
      if (this.line === undefined && attempt < ENDINGS_MAX)
        this.loseAfter(againMs(attempt), { ...ending, attempt: attempt + 1 });
    });
  }

  private perform(effect: call.CallEffect, given: CallContext): void | Promise<void> {
    if (!this.instance.survives('crash-between-effects')) return;
    if (given.again && this.sim.planted === 'not-asked-again') return;
    const context = withRepeatedAnswers(this.sim, given);
    switch (effect.type) {
      case 'Say':
      case 'CutPrompt':
      case 'ResumePrompt':
      case 'Listen':
      case 'PlayBed':
      case 'Mute':
      case 'Unmute':
      case 'HangUp':
        return context.again ? undefined : this.toLine(effect);
      case 'ExecuteAction':
        return this.effects.execute(effect, context);
      case 'FenceActions':
        return this.effects.fence(effect, context);
      case 'RequestHandoff':
        return this.effects.requestHandoff(effect, context);
      case 'CancelHandoff':
        return this.effects.cancelHandoff(effect);
      case 'SetTimer':
      case 'ClearTimer':
        return;
    }
  }

  private toLine(effect: LineEffect): void {
    this.line?.perform(effect);
  }

  private supersede(): void {
    const line = this.line;
    this.line = undefined;
    this.heldEpoch = undefined;
    line?.close('superseded');
  }

  /** The line is gone for good, unless another instance has it. */
  private async lose(): Promise<void> {
    const held = this.heldEpoch;
    const { epoch, events } = await this.instance.store.read(this.stream);
    // Its own lease is newer too where the store was away in between: the last writer says whose it is.
    const isMine = events.at(-1)?.actor.instance === this.instance.name;
    const at = this.sim.kernel.now;
    const input = { type: 'EndLine', inputId: `line-lost:${at}`, at, reason: 'gateway-lost' } as const;
    if (held !== undefined && epoch > held && !isMine) await this.host.release(this.stream);
    else await this.host.dispatch(this.stream, input);
    // Until here it says whose the call was.
    if (this.heldEpoch === held) this.heldEpoch = undefined;
  }

  /** Whatever is open in the record and has no line: at the start everything, later what is past its own limit. */
  private sweepAt(at: number, isFirst: boolean): void {
    const again = (isStillFirst: boolean): void => this.sweepAt(this.sim.kernel.now + SWEEP_MS, isStillFirst);
    this.instance.scheduler.schedule(at, () => {
      // What a record that was away did not tell is asked of it again.
      this.sweep(isFirst).then(
        (isOpen) => isOpen && again(false),
        () => again(isFirst),
      );
    });
  }

  private async sweep(isFirst: boolean): Promise<boolean> {
    const open = await this.instance.store.openStreams('call');
    const isAlone = this.line === undefined && !this.isGraced;
    const isLost = open.length > 0 && isAlone && (isFirst || (await this.isOverdue()));
    if (isLost && this.sim.planted !== 'no-resume-after-crash') this.end({ isHeld: false, attempt: 0 });
    return open.length > 0 || this.sim.kernel.now < this.sim.startedAt + SWEEP_MS;
  }

  private async isOverdue(): Promise<boolean> {
    const { events } = await this.instance.store.read<call.CallEvent, call.CallInput>(this.stream);
    const began = events[0]?.event;
    const isWithHuman = events.some(({ event }) => event.type === 'HandoffRequested');
    const limitMs = this.sim.flow.limits.callMsMax + OVERDUE_MS;
    return began?.type === 'CallStarted' && !isWithHuman && this.sim.kernel.now > began.answeredAt + limitMs;
  }
}
