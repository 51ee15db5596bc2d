// The line's link to its policy: signals up, directives down, attached again whenever the stream is lost.
import { type Instance } from './instance';
import { type Attach, type Directive, type Signal, type Told } from './line-signals';
import { Conversation } from './conversation';
import { type Policy } from './policy';
import { repeated } from './repeated';
import { type Sim } from './sim';

export interface BrainPorts {
  policy(): Policy | undefined;
  attach(): Pick<Attach, 'answeredAt' | 'playingPromptId'>;
  obey(directive: Directive): void;
  /** Nobody has been reached for too long. */
  abandoned(): void;
}

/** Signals of the last moments are told again after a loss; their ids make that harmless. */
const TOLD_AGAIN_MAX = 64;
const ABSENT_MS_MAX = 20_000;

export class BrainLink {
  private readonly told: Told[] = [];
  private conversation: Conversation | undefined;
  private count = 0;
  private sentUntil = 0;
  private attempts = 0;
  private isAttached = false;
  private isClosed = false;
  private forgetAbsence: (() => void) | undefined;

  constructor(
    private readonly sim: Sim,
    private readonly ports: BrainPorts,
  ) {}

  open(): void {
    this.absent();
    this.connect();
  }

  get server(): Instance | undefined {
    return this.conversation?.server;
  }

  tell(signal: Signal): void {
    const told: Told = { ...this.stamp(), signal };
    this.told.push(told);
    if (this.told.length > TOLD_AGAIN_MAX) this.told.shift();
    if (this.sim.faults.hits('link-broken')) this.conversation?.broken();
    this.send(told);
  }

  /** What was told is still delivered, if there is anybody. */
  close(): void {
    this.isClosed = true;
    this.forgetAbsence?.();
  }

  /** A new owner is attached to while the old one still believes in its stream. */
  moveTo(): void {
    if (this.isClosed || this.conversation === undefined) return;
    this.lost(this.conversation);
  }

  private connect(): void {
    if (this.isClosed) return;
    const policy = this.ports.policy();
    if (policy === undefined) return this.again();
    const conversation: Conversation = new Conversation(this.sim, policy, {
      obey: (directive) => this.receive(conversation, directive),
      lost: () => this.lost(conversation),
    });
    this.conversation = conversation;
    const attach: Attach = { ...this.stamp(), ...this.ports.attach() };
    this.sim.kernel.after(this.sim.random.int(1, 10), () => conversation.attach(attach));
    this.sentUntil = this.sim.kernel.now + 12;
    for (const told of this.told) this.send(told);
  }

  private receive(from: Conversation, directive: Directive): void {
    if (from !== this.conversation) return;
    if (directive.type === 'Attached') {
      this.isAttached = true;
      this.attempts = 0;
      this.forgetAbsence?.();
      this.forgetAbsence = undefined;
    }
    this.ports.obey(directive);
  }

  private lost(from: Conversation): void {
    if (from !== this.conversation) return;
    this.conversation = undefined;
    if (this.isAttached) this.absent();
    this.isAttached = false;
    this.again();
  }

  private again(): void {
    if (this.isClosed) return;
    this.attempts += 1;
    this.sim.kernel.after(Math.min(100 * 2 ** this.attempts, 2_000), () => this.connect());
  }

  private absent(): void {
    this.forgetAbsence ??= this.sim.kernel.after(ABSENT_MS_MAX, () => this.ports.abandoned());
  }

  private stamp(): Pick<Told, 'inputId' | 'mediaMs'> {
    this.count += 1;
    return { inputId: `s${this.count}`, mediaMs: this.sim.kernel.now - this.ports.attach().answeredAt };
  }

  /** In order, unless a fault will have it otherwise. */
  private send(told: Told): void {
    const { kernel, random, faults } = this.sim;
    const { conversation } = this;
    if (conversation === undefined) return;
    const delayMs = faults.hits('input-delay') ? faults.of('input-delay').int(50, 2_500) : random.int(1, 12);
    this.sentUntil = Math.max(this.sentUntil, kernel.now + delayMs);
    const late = faults.hits('input-reorder') ? faults.of('input-reorder').int(20, 900) : 0;
    kernel.schedule(this.sentUntil + late, () =>
      repeated(this.sim, (times) => conversation.hear(this.copyOf(told, times))),
    );
    if (!faults.hits('input-duplicate')) return;
    kernel.schedule(this.sentUntil + faults.of('input-duplicate').int(0, 1_500), () =>
      conversation.hear(this.copyOf(told, 2)),
    );
  }

  private copyOf(told: Told, times: number): Told {
    const isNew = times > 1 && this.sim.planted === 'no-inbox-dedupe';
    return isNew ? { ...told, inputId: `${told.inputId}~${times}` } : told;
  }
}
