// Takes invitations in, decides with the line's decider, answers, and keeps the lines of this gateway.
import { type line } from '@trunkline/domain';
import { type EffectContext } from '@trunkline/event-sourcing';
import { type RtpSession } from '@trunkline/media';
import { newId } from '@trunkline/runtime';
import { callAttempted, lineClosed, lineOpened } from '../observations';
import { type Invitation, type Leg } from '@trunkline/telephony';
import { FAILED, NO_ROOM, type Refusal, refusalOf } from '../verdict';
import { offerOf } from './admission';
import { Bridges } from './bridges';
import { type RouteTable } from '../domain/route-table';
import { type LinePorts } from './line-ports';
import { type HeldLine, newLine } from './held-line';
import { HeldLines } from './held-lines';
import { type Ending, LineInputs } from './line-inputs';
import { LineMedia, type MediaPorts } from './line-media';
import { type Opening, openingOf } from './line-offer';
import { LineSession } from './line-session';
import { refuse } from './refuse';

type Context = EffectContext<line.Line, line.LineInput, line.LineEvent>;
/** Lines at the door beyond those that we take: each is refused with a record, further ones without. */
const AT_DOOR_MAX = 64;
/** How long the BYEs of a closing gateway may take. */
const CLOSE_MS_MAX = 3_000;
/** At the line's end, who hung up is the caller. */
const LEFT: Readonly<Record<string, string>> = { 'hung-up': 'caller-hung-up' };

export type SwitchboardPorts = Omit<LinePorts, 'host'> & MediaPorts & { host(): LinePorts['host'] };

export class Switchboard {
  readonly bridges: Bridges;
  readonly #lines = new HeldLines();
  readonly #inputs: LineInputs;
  readonly #media: LineMedia;
  #isDraining = false;

  constructor(
    private readonly ports: SwitchboardPorts,
    private readonly routes: RouteTable,
  ) {
    this.#inputs = new LineInputs({
      lines: this.#lines,
      log: ports.log,
      host: () => ports.host(),
      wallMs: () => ports.wallMs(),
      onUnrecorded: (callId, ending) => this.#endUnrecorded(callId, ending),
    });
    this.#media = new LineMedia(ports, this.#inputs);
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
    const found = this.routes.find({ sourceAddress: invitation.sourceAddress, to: invitation.to });
    if (found.kind !== 'route') {
      callAttempted('client_error');
      return refuse(invitation, refusalOf(found.kind), this.ports.log);
    }
    if (this.#lines.size >= this.ports.config.linesMax + AT_DOOR_MAX) {
      callAttempted('admission_rejected');
      return refuse(invitation, NO_ROOM, this.ports.log);
    }
    const callId = newId(this.ports.wallMs());
    const held = newLine(callId, found.route, invitation);
    this.#lines.add(held);
    invitation.onCancel(() => this.#cancelled(held));
    try {
      await this.#admit(held);
    } catch (error) {
      await this.#giveUp(held, error);
    }
  }

  /** Performs what the line's events ask for. */
  perform(effect: line.LineEffect, context: Context): void | Promise<void> {
    const held = this.#lines.get(context.stream.slice('line/'.length));
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
        return held && this.#release(held);
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

  async #admit(held: HeldLine): Promise<void> {
    const { callId, invitation } = held;
    await this.#media.open(held);
    if (held.isReleased) return;
    const opening = openingOf(invitation.sdp, this.#media.localOf(held));
    if (opening.kind === 'refused') this.ports.log.info({ callId, why: opening.why }, 'SDP refused');
    const house = {
      config: this.ports.config,
      isDraining: this.#isDraining,
      linesActive: this.#lines.size - 1,
      tenantLinesActive: this.#lines.countOf(held.route.tenantId) - 1,
      opening,
    };
    const offered = await this.#inputs.dispatch(callId, offerOf(held, house));
    // A CANCEL that overtook the offer found nothing to end.
    if (held.isCancelled) this.#inputs.tell(callId, { type: 'NoteHungUp', reason: 'caller-cancelled' });
    else if (offered.state.status === 'offered' && opening.kind !== 'refused')
      await this.#answer(held, opening);
  }

  #cancelled(held: HeldLine): void {
    if (held.leg) return; // it crossed our 200: a BYE follows (RFC 3261 9.1)
    held.isCancelled = true;
    held.isFinal = true;
    callAttempted('caller_cancelled');
    this.hangUp(held.callId, 'caller-cancelled', 'NoteHungUp');
  }

  /** An INVITE that was cancelled while it was being answered has got its 487; anything else failed on our side. */
  async #giveUp(held: HeldLine, error: unknown): Promise<void> {
    const { callId } = held;
    if (!held.isCancelled) {
      this.ports.log.error({ callId, err: error }, 'line could not be set up');
      if (held.leg) void held.leg.hangUp('platform-error');
      else {
        callAttempted('server_error');
        held.isFinal = true;
        refuse(held.invitation, FAILED, this.ports.log);
      }
      held.endReason ??= 'platform-error';
      this.#inputs.tell(callId, { type: 'NoteHungUp', reason: 'platform-error' });
    }
    await this.#release(held);
  }

  async #answer(held: HeldLine, opening: Exclude<Opening, { kind: 'refused' }>): Promise<void> {
    const { callId, invitation, rtp, route } = held;
    if (!rtp || held.isFinal) return;
    const agreed = opening.kind === 'agreed' ? Promise.resolve(opening.media) : this.#media.awaitAnswer(held);
    if (opening.kind === 'agreed') this.#media.agree(held, opening.media);
    held.isFinal = true;
    const left = (reason: string) => void this.hangUp(callId, LEFT[reason] ?? reason, 'NoteHungUp');
    const events = this.#media.eventsOf(held, left);
    const leg = await invitation.answer(opening.sdp, events);
    // Ended from our side while the 200 was on its way.
    if (held.isReleased) return leg.hangUp(held.endReason ?? 'ended');
    held.leg = leg;
    held.answeredAtMs = this.ports.clock();
    callAttempted('answered');
    lineOpened();
    const media = await agreed;
    if (!media) return this.#unanswerable(held, leg);
    const { config } = this.ports;
    const answered = await this.#inputs.dispatch(callId, {
      type: 'NoteAnswered',
      codec: media.codec,
      noMediaMsMax: config.noMediaMsMax,
      lineMsMax: Math.min(config.lineMsMax, route.lineMsMax),
    });
    if (answered.state.status !== 'answered' || held.isReleased) return;
    held.session = this.#session(held, leg, rtp);
    this.#media.begin(held);
    await held.session.start();
  }

  /** The ACK answered our offer with nothing that we can do, or never came. */
  async #unanswerable(held: HeldLine, leg: Leg): Promise<void> {
    if (held.isReleased) return;
    held.endReason ??= 'no-common-codec';
    await leg.hangUp('no-common-codec');
    this.#inputs.tell(held.callId, { type: 'NoteHungUp', reason: 'no-common-codec' });
  }

  #session(held: HeldLine, leg: Leg, rtp: RtpSession): LineSession {
    const { callId, route, invitation } = held;
    return new LineSession(
      {
        callId,
        route,
        from: invitation.from,
        to: invitation.to,
        leg,
        rtp,
        answeredAtMs: held.answeredAtMs,
        answeredAtWallMs: this.ports.wallMs(),
        onHangUpWanted: (reason) => this.hangUp(callId, reason),
        onMediaLost: (silentMs) => this.#media.lose(held, silentMs),
      },
      { ...this.ports, host: this.ports.host() },
    );
  }

  #reject(held: HeldLine, refusal: Refusal): Promise<void> {
    if (!held.isFinal) {
      callAttempted(refusal.status === 503 ? 'admission_rejected' : 'client_error');
      held.isFinal = true;
      refuse(held.invitation, refusal, this.ports.log);
    }
    return this.#release(held);
  }

  async #hangUpLeg(held: HeldLine, reason: string): Promise<void> {
    held.endReason ??= reason;
    await held.leg?.hangUp(reason);
    this.#inputs.tell(held.callId, { type: 'NoteHungUp', reason });
  }

  /** Once, whatever the way here; a port that is not given back is lost to all later lines. */
  async #release(held: HeldLine): Promise<void> {
    if (held.isReleased) return;
    held.isReleased = true;
    const { endReason = 'ended' } = held;
    held.onAnswer?.();
    if (!held.isFinal) refuse(held.invitation, { status: 480, reason: endReason }, this.ports.log);
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

  /** A caller who has left is gone, whatever the store says; who starts next under our name closes the record. */
  #endUnrecorded(callId: string, { type, reason }: Ending): void {
    const held = this.#lines.get(callId);
    if (!held) return;
    held.endReason ??= reason;
    if (type === 'EndLine') void held.leg?.hangUp(reason);
    void this.#release(held);
  }
}
