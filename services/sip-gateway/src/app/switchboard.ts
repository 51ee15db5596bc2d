// Takes invitations in, keeps the lines of this gateway, and does what their deciders ask for.
import { type line } from '@trunkline/domain';
import { type EffectContext } from '@trunkline/event-sourcing';
import { newId } from '@trunkline/runtime';
import { callAttempted, lineClosed, lineRefused } from '../observations';
import { type Invitation } from '@trunkline/telephony';
import { type Refusal } from '../verdict';
import { Bridges } from './bridges';
import { type Doorkeeper } from './doorkeeper';
import { type LineBeacon } from './line-beacon';
import { type LinePorts } from './line-ports';
import { OwedEndings } from './owed-endings';
import { type HeldLine, newLine } from './held-line';
import { HeldLines } from './held-lines';
import { type Ending, LineInputs } from './line-inputs';
import { LineMedia, type MediaPorts } from './line-media';
import { LineSetup } from './line-setup';
import { refuse } from './refuse';

type Context = EffectContext<line.Line, line.LineInput, line.LineEvent>;
/** Lines at the door beyond those that we take: each is refused with a record, further ones without. */
const AT_DOOR_MAX = 64;
/** How long the BYEs of a closing gateway may take. */
const CLOSE_MS_MAX = 3_000;
const NOT_ACCEPTABLE_HERE = 488;

export type SwitchboardPorts = Omit<LinePorts, 'host'> &
  MediaPorts & {
    host(): LinePorts['host'];
    readonly door: Pick<Doorkeeper, 'admit'>;
    /** What the house cannot keep up with at the moment. */
    readonly strain: () => line.Strain | undefined;
    /** False when a line would have nobody to think for it. */
    readonly brainReady: () => boolean;
    readonly beacon: Pick<LineBeacon, 'lit' | 'out'> | undefined;
  };

export class Switchboard {
  readonly bridges: Bridges;
  readonly owed: OwedEndings;
  readonly #lines = new HeldLines();
  readonly #inputs: LineInputs;
  readonly #media: LineMedia;
  readonly #setup: LineSetup;
  #isDraining = false;
  /** The time by which lines must be with humans, monotonic ms. */
  #handOffByMs: number | undefined;

  constructor(private readonly ports: SwitchboardPorts) {
    this.owed = new OwedEndings(ports);
    this.#inputs = new LineInputs({
      lines: this.#lines,
      log: ports.log,
      host: () => ports.host(),
      wallMs: () => ports.wallMs(),
      owe: (callId, reason) => this.owed.owe(callId, reason),
      onUnrecorded: (callId, ending) => this.#endUnrecorded(callId, ending),
    });
    this.#media = new LineMedia(ports, this.#inputs);
    this.#setup = new LineSetup(ports, {
      lines: this.#lines,
      inputs: this.#inputs,
      media: this.#media,
      isDraining: () => this.#isDraining,
      handOffByMs: () => this.#handOffByMs,
      hangUp: (callId, reason, type) => this.hangUp(callId, reason, type),
      release: (held) => this.#release(held),
    });
    this.bridges = new Bridges(ports, (callId) => this.#lines.get(callId)?.session, {
      request: async (callId, fields) => (await this.#inputs.dispatch(callId, fields)).kind === 'appended',
      note: (callId, fields) => this.#inputs.tell(callId, fields),
    });
  }

  get linesActive(): number {
    return this.#lines.size;
  }

  has(callId: string): boolean {
    return this.#lines.get(callId) !== undefined;
  }

  tenantOf(callId: string): string | undefined {
    return this.#lines.get(callId)?.route.tenantId;
  }

  hangUpAll(reason: string): void {
    for (const { callId } of this.#lines.all) this.hangUp(callId, reason);
  }

  /** No new lines from here on; those that stand go on. */
  drain(): void {
    this.#isDraining = true;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** What a trunk's probe is told: whether a call would be taken. */
  get isOpen(): boolean {
    const { config, strain, brainReady } = this.ports;
    const hasRoom = !this.#isDraining && this.#lines.size < config.linesMax;
    return hasRoom && strain() === undefined && brainReady();
  }

  /** Asks for each line that a voice agent holds, or will, to be handed to a human. */
  handOff(withinMs: number): void {
    this.#handOffByMs = this.ports.clock() + withinMs;
    for (const { session } of this.#lines.all) session?.handOff(withinMs);
  }

  /** Resolves when no line is left, or after `msMax`. */
  empty(msMax: number): Promise<void> {
    return this.#lines.empty(msMax);
  }

  /** Ends every line; what has not ended after a moment is given back all the same. */
  async close(): Promise<void> {
    this.drain();
    this.hangUpAll('drain');
    await this.#lines.empty(CLOSE_MS_MAX);
    await Promise.all(this.#lines.all.map((held) => this.#release(held)));
  }

  /** Never rejects: whatever goes wrong ends in a response to the caller. */
  async receive(invitation: Invitation): Promise<void> {
    const entry = this.ports.door.admit(
      invitation,
      this.#lines.size >= this.ports.config.linesMax + AT_DOOR_MAX,
    );
    if (entry.kind === 'refused') return refuse(invitation, entry.refusal, this.ports.log);
    const callId = newId(this.ports.wallMs());
    const held = newLine(callId, entry.route, invitation);
    this.#lines.add(held);
    invitation.onCancel(() => this.#cancelled(held));
    await this.#setup.begin(held);
  }

  /** Performs what the line's events ask for. */
  perform(effect: line.LineEffect, context: Context): void | Promise<void> {
    const callId = context.stream.slice('line/'.length);
    const held = this.#lines.get(callId);
    switch (effect.type) {
      case 'Reject':
        return held && this.#reject(held, effect);
      case 'Dial':
        return held && this.bridges.dial(held.callId, effect);
      case 'DropBridge':
        return void (held && this.bridges.drop(held.callId, 'caller-left'));
      case 'HangUp':
        return held && this.#hangUpLeg(held, effect.reason);
      case 'Release':
        return held ? this.#ended(held, context) : this.#inputs.tell(callId, { type: 'NoteReleased' });
      case 'SetTimer':
      case 'ClearTimer':
        return;
    }
  }

  /** We end the line (`EndLine`), or learn that it has ended (`NoteHungUp`). */
  hangUp(callId: string, reason: string, type: 'EndLine' | 'NoteHungUp' = 'EndLine'): boolean {
    const held = this.#lines.get(callId);
    if (!held) return false;
    if (type === 'NoteHungUp') held.endReason ??= reason;
    this.#inputs.tell(callId, { type, reason });
    return true;
  }

  stateOf(callId: string): string {
    return this.ports.host().state(`line/${callId}`)?.status ?? 'unknown';
  }

  #cancelled(held: HeldLine): void {
    if (held.leg) return; // it crossed our 200: a BYE follows (RFC 3261 9.1)
    held.isCancelled = true;
    held.isFinal = true;
    callAttempted('caller_cancelled');
    this.hangUp(held.callId, 'caller-cancelled', 'NoteHungUp');
  }

  #reject(held: HeldLine, refusal: Refusal): Promise<void> {
    if (!held.isFinal) {
      callAttempted(refusal.status === 503 ? 'admission_rejected' : 'client_error');
      lineRefused(refusal.reason);
      const { callId } = held;
      this.ports.log.info({ callId, status: refusal.status, why: refusal.reason }, 'call refused');
      held.isFinal = true;
      const headers = refusal.status === NOT_ACCEPTABLE_HERE ? held.offerWarning : undefined;
      refuse(held.invitation, headers ? { ...refusal, headers } : refusal, this.ports.log);
    }
    return this.#release(held);
  }

  async #hangUpLeg(held: HeldLine, reason: string): Promise<void> {
    held.endReason ??= reason;
    await held.leg?.hangUp(reason);
    this.#inputs.tell(held.callId, { type: 'NoteHungUp', reason });
  }

  #ended(held: HeldLine, { event }: Context): Promise<void> {
    if (event.event.type === 'LineEnded') held.endReason ??= event.event.reason;
    return this.#release(held);
  }

  /** Once, whatever the way here; a port that is not given back is lost to all later lines. */
  async #release(held: HeldLine): Promise<void> {
    if (held.isReleased) return;
    held.isReleased = true;
    const { endReason = 'ended' } = held;
    held.onAnswer?.();
    if (!held.isFinal) refuse(held.invitation, { status: 480, reason: endReason }, this.ports.log);
    this.ports.beacon?.out(held.callId);
    this.bridges.drop(held.callId, 'caller-left');
    const isOver = held.session?.end(endReason);
    this.#media.giveBack(held);
    if (held.leg) lineClosed(endReason, this.ports.clock() - held.answeredAtMs);
    await isOver?.catch((error: unknown) =>
      this.ports.log.error({ callId: held.callId, err: error }, 'line did not end well'),
    );
    this.#inputs.tell(held.callId, { type: 'NoteReleased' });
    this.#lines.delete(held.callId);
  }

  /** A caller who has left is gone, whatever the store says; the record is told when it can be. */
  #endUnrecorded(callId: string, { type, reason }: Ending): void {
    const held = this.#lines.get(callId);
    if (!held) return;
    held.endReason ??= reason;
    if (type === 'EndLine') void held.leg?.hangUp(reason);
    void this.#release(held);
  }
}
