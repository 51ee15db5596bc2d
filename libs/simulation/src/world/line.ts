// The anchor: one line from its offer to its release, with its ear, its mouth, its human legs and its link to the policy.
import { type call, type line } from '@trunkline/domain';
import { createHost, type EffectContext, type Host } from '@trunkline/event-sourcing';
import { BrainLink } from './brain-link';
import { Bridges } from './bridges';
import { decidersOf } from '../planted/deciders';
import { type Ear } from './ear';
import { Instance } from './instance';
import { type Directive, type Signal } from './line-signals';
import { Playout } from './playout';
import { type Policy } from './policy';
import { type Sim } from './sim';

type Say = Extract<call.CallEffect, { type: 'Say' }>;
type Context = EffectContext<line.Line, line.LineInput, line.LineEvent>;
type Bare<I> = I extends line.LineInput ? Omit<I, 'inputId' | 'at'> : never;

/** Whoever is at the other end of the line. */
export interface Listener {
  answered(): void;
  promptStarted(say: Say, durationMs: number): void;
  promptEnded(say: Say): void;
  bridged(): void;
  over(): void;
}

const MEDIA_LOST_MS_MAX = 15_000;

export class Line {
  readonly instance: Instance;
  readonly bridges: Bridges;
  readonly playout: Playout;
  readonly link: BrainLink;
  /** The stage that recognition was told to listen for. */
  stage = '';
  isMuted = false;
  isWithHuman = false;
  private readonly host: Host<line.Line, line.LineInput, line.LineEvent>;
  private readonly stream: string;
  private answeredAt = 0;
  private inputs = 0;
  private endReason: string | undefined;
  private isOver = false;

  constructor(
    private readonly sim: Sim,
    private readonly ports: { policy(): Policy | undefined; listener(): Listener; ear(): Ear },
  ) {
    this.stream = `line/${sim.callId}`;
    this.instance = new Instance('sip-gateway-1', sim, false);
    this.bridges = new Bridges(sim, {
      isUp: () => this.answeredAt > 0 && !this.isOver,
      tell: (input) => this.tell(input),
      joined: (isJoined) => this.joined(isJoined),
    });
    this.playout = new Playout(sim, this.hears());
    this.link = new BrainLink(sim, {
      policy: () => ports.policy(),
      attach: () => ({ answeredAt: this.answeredAt, playingPromptId: this.playout.current }),
      obey: (directive) => this.obey(directive),
      abandoned: () => this.hangUp('brain-lost'),
    });
    this.host = createHost({
      decider: decidersOf(sim.flow).line,
      store: this.instance.store,
      actor: { service: 'sip-gateway', instance: this.instance.name },
      perform: (effect, context) => this.perform(effect, context),
      clock: () => sim.kernel.now,
      scheduler: this.instance.scheduler,
      locate: () => ({ tenantId: sim.tenant.id, callId: sim.callId }),
    });
  }

  get mediaMs(): number {
    return this.sim.kernel.now - this.answeredAt;
  }

  get isUp(): boolean {
    return this.answeredAt > 0 && !this.isOver;
  }

  /** An INVITE: offered, answered, and the conversation begins. Without a store there is no answer. */
  async receive(): Promise<void> {
    await this.admit().catch(() => this.release());
  }

  private async admit(): Promise<void> {
    const { callId, flow, kernel } = this.sim;
    const terms = { noMediaMsMax: 10_000, lineMsMax: 7_200_000 };
    const offered = await this.dispatch({
      type: 'OfferLine',
      ...{ callId, tenantId: flow.tenantId, sipCallId: `sip-${callId}`, fromTag: 'f1', flow: flow.name },
      ...{ from: '+15550142', to: 'orders', trunk: 'loopback', gateway: this.instance.name },
      house: { draining: false, linesActive: 0, linesMax: 50, portsFree: 1, codec: 'PCMU', brainReady: true },
      ...terms,
    });
    if (offered.state.status !== 'offered') return;
    await this.instance.pause(200);
    this.answeredAt = kernel.now;
    const answered = await this.dispatch({ type: 'NoteAnswered', codec: 'PCMU', ...terms });
    if (answered.state.status !== 'answered') return;
    this.link.open();
    kernel.after(60, () => this.tell({ type: 'NoteMediaStarted', ssrc: 1 }));
    this.ports.listener().answered();
  }

  /** A signal of the ear or the keys; nothing is listened to behind a human. */
  signal(signal: Signal): void {
    if (!this.isOver && !this.isMuted) this.link.tell(signal);
  }

  held(isHeld: boolean): void {
    if (!this.isUp) return;
    this.link.tell({ type: isHeld ? 'HoldLine' : 'ResumeLine' });
    this.tell({ type: 'NoteHold', held: isHeld });
  }

  /** The gateway goes away: who still talks to the voice agent then is hung up on. */
  drain(withinMs: number): void {
    if (this.isUp && !this.isMuted) this.link.tell({ type: 'DrainLine', withinMs });
    this.sim.kernel.after(withinMs, () => (this.isWithHuman ? undefined : this.hangUp('drain')));
  }

  hangUp(reason: string, type: 'EndLine' | 'NoteHungUp' = 'EndLine'): void {
    if (this.isOver) return;
    if (type === 'NoteHungUp') {
      this.endReason ??= reason;
      this.sim.kernel.after(MEDIA_LOST_MS_MAX, () => this.watchMedia());
    }
    this.tell({ type, reason });
  }

  /** Of a line whose end was not recorded no audio comes either. */
  private watchMedia(): void {
    if (this.isOver) return;
    this.tell({ type: 'NoteMediaLost', silentMs: MEDIA_LOST_MS_MAX });
    this.sim.kernel.after(500, () => this.watchMedia());
  }

  private perform(effect: line.LineEffect, _context: Context): void {
    switch (effect.type) {
      case 'Dial':
        return this.bridges.dial(effect.bridgeId);
      case 'DropBridge':
        return this.bridges.drop('caller-left');
      case 'HangUp':
        this.endReason ??= effect.reason;
        this.sim.kernel.after(20, () => this.tell({ type: 'NoteHungUp', reason: effect.reason }));
        return;
      case 'Release':
        return this.release();
      case 'Reject':
      case 'SetTimer':
      case 'ClearTimer':
        return;
    }
  }

  private release(): void {
    this.bridges.drop('caller-left');
    if (!this.isOver) {
      this.isOver = true;
      this.playout.end();
      this.ports.ear().close();
      this.link.tell({ type: 'EndLine', reason: this.endReason ?? 'ended' });
      this.link.close();
      this.ports.listener().over();
    }
    this.tell({ type: 'NoteReleased' });
  }

  private obey(directive: Directive): void {
    if (this.isOver) return;
    switch (directive.type) {
      case 'Attached':
        return directive.keepPromptIds.length > 0
          ? this.playout.cutAllBut(directive.keepPromptIds)
          : undefined;
      case 'Say':
        return this.isMuted ? undefined : this.playout.say(directive);
      case 'CutPrompt':
        return this.playout.cut(directive.promptId);
      case 'ResumePrompt':
        return this.playout.resume(directive.promptId);
      case 'Listen':
        this.stage = directive.stage;
        return;
      case 'PlayBed':
        return;
      case 'Mute':
        this.isMuted = true;
        this.ports.ear().mute(true);
        return this.playout.cutAllBut([]);
      case 'Unmute':
        this.isMuted = false;
        return this.ports.ear().mute(false);
      case 'HangUp':
        return this.hangUp(directive.reason);
    }
  }

  private joined(isJoined: boolean): void {
    if (isJoined) this.ports.listener().bridged();
    this.isWithHuman = isJoined;
  }

  private hears(): ConstructorParameters<typeof Playout>[1] {
    return {
      started: (say, durationMs) => {
        this.link.tell({ type: 'NotePromptStarted', promptId: say.promptId });
        this.ports.listener().promptStarted(say, durationMs);
      },
      finished: (say, durationMs) => {
        this.link.tell({
          type: 'NotePromptFinished',
          promptId: say.promptId,
          playedMs: durationMs,
          durationMs,
        });
        this.ports.listener().promptEnded(say);
      },
      cut: (promptId, playedMs, heardChars) => {
        if (!this.isOver) this.link.tell({ type: 'NotePromptCut', promptId, playedMs, heardChars });
      },
      failed: (promptId, playedMs, heardChars) =>
        this.link.tell({ type: 'NotePromptFailed', promptId, playedMs, heardChars, because: 'synthesis' }),
    };
  }

  private tell(input: Bare<line.LineInput>): void {
    this.dispatch(input).catch(() => undefined);
  }

  private dispatch(input: Bare<line.LineInput>) {
    this.inputs += 1;
    const whole = { ...input, inputId: `l${this.inputs}`, at: this.sim.kernel.now } as line.LineInput;
    return this.host.dispatch(this.stream, whole);
  }
}
