// Takes invitations in, decides with the line's decider, answers, and keeps the lines of this gateway.
import { type line } from '@trunkline/domain';
import { type EffectContext } from '@trunkline/event-sourcing';
import { openRtpSession, type RtpSession } from '@trunkline/media';
import { newId } from '@trunkline/runtime';
import { type AgreedMedia, type LocalMedia } from '@trunkline/sdp';
import { callAttempted, lineClosed, lineOpened } from '../observations';
import { type Invitation, type Leg, type LegEvents } from '@trunkline/telephony';
import { type Refusal, refusalOf } from '../verdict';
import { Bridges } from './bridges';
import { type RouteTable } from '../domain/route-table';
import { type LinePorts } from './line-ports';
import { type HeldLine, newLine } from './held-line';
import { type KeyWay } from './key-presses';
import { answeredMedia, codecOf, type Opening, openingOf } from './line-offer';
import { LineSession } from './line-session';

type Context = EffectContext<line.Line, line.LineInput, line.LineEvent>;
type WithoutEnvelope<I> = I extends line.LineInput ? Omit<I, 'inputId' | 'at'> : never;
type InputFields = WithoutEnvelope<line.LineInput>;

const CODECS = ['PCMU', 'PCMA'] as const;
/** Lines at the door beyond those that we take: each is refused with a record, further ones without. */
const AT_DOOR_MAX = 64;
/** How long the BYEs of a closing gateway may take. */
const CLOSE_MS_MAX = 3_000;
/** At the line's end, who hung up is the caller. */
const LEFT: Readonly<Record<string, string>> = { 'hung-up': 'caller-hung-up' };

export type SwitchboardPorts = Omit<LinePorts, 'host'> & {
  host(): LinePorts['host'];
  /** Opens a line's RTP; the real sockets by default. */
  readonly openRtp?: typeof openRtpSession;
};

export class Switchboard {
  readonly bridges: Bridges;
  readonly #lines = new Map<string, HeldLine>();
  readonly #emptied = new Set<() => void>();
  #isDraining = false;

  constructor(
    private readonly ports: SwitchboardPorts,
    private readonly routes: RouteTable,
  ) {
    this.bridges = new Bridges(ports, (callId) => this.#lines.get(callId)?.session, {
      request: async (callId, fields) => (await this.#dispatch(callId, fields)).kind === 'appended',
      note: (callId, fields) => this.#tell(callId, fields),
    });
  }

  get linesActive(): number {
    return this.#lines.size;
  }

  has(callId: string): boolean {
    return this.#lines.has(callId);
  }

  tenantOf(callId: string): string | undefined {
    return this.#lines.get(callId)?.route.tenantId;
  }

  hangUpAll(reason: string): void {
    for (const callId of this.#lines.keys()) this.hangUp(callId, reason);
  }

  /** No new lines from here on; those that stand go on. */
  drain(): void {
    this.#isDraining = true;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Resolves when no line is left, or after `msMax`. */
  async empty(msMax: number): Promise<void> {
    if (this.#lines.size === 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(late);
        this.#emptied.delete(done);
        resolve();
      };
      const late = setTimeout(done, msMax);
      this.#emptied.add(done);
    });
  }

  /** Ends every line; what has not ended after a moment is given back all the same. */
  async close(): Promise<void> {
    this.drain();
    this.hangUpAll('drain');
    await this.empty(CLOSE_MS_MAX);
    await Promise.all([...this.#lines.values()].map((held) => this.#release(held)));
  }

  /** Never rejects: whatever goes wrong ends in a response to the caller. */
  async receive(invitation: Invitation): Promise<void> {
    const found = this.routes.find({ sourceAddress: invitation.sourceAddress, to: invitation.to });
    if (found.kind !== 'route') {
      callAttempted('client_error');
      return this.#refuse(invitation, refusalOf(found.kind));
    }
    if (this.#lines.size >= this.ports.config.linesMax + AT_DOOR_MAX) {
      callAttempted('admission_rejected');
      return this.#refuse(invitation, { status: 503, reason: 'lines-max', retryAfterS: 5 });
    }
    const callId = newId(this.ports.wallMs());
    const held = newLine(callId, found.route, invitation);
    this.#lines.set(callId, held);
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
    this.#tell(callId, { type, reason });
    return true;
  }

  stateOf(callId: string): string {
    return this.ports.host().state(`line/${callId}`)?.status ?? 'unknown';
  }

  async #admit(held: HeldLine): Promise<void> {
    const { callId, route, invitation } = held;
    const rtp = await this.#openRtp(held);
    if (rtp) held.rtp = rtp;
    if (held.isReleased) return this.#giveBackRtp(held);
    const opening = openingOf(invitation.sdp, this.#local(held));
    if (opening.kind === 'refused') this.ports.log.info({ callId, why: opening.why }, 'SDP refused');
    const { config } = this.ports;
    const offered = await this.#dispatch(callId, {
      type: 'OfferLine',
      callId,
      tenantId: route.tenantId,
      sipCallId: invitation.sipCallId,
      fromTag: invitation.fromTag,
      from: invitation.from,
      to: invitation.to,
      trunk: route.trunk,
      flow: route.flow,
      gateway: config.instance,
      house: {
        draining: this.#isDraining,
        linesActive: this.#lines.size - 1,
        linesMax: config.linesMax,
        portsFree: rtp ? 1 : 0,
        codec: codecOf(opening),
        brainReady: true,
      },
      lineMsMax: Math.min(config.lineMsMax, route.lineMsMax),
      noMediaMsMax: config.noMediaMsMax,
    });
    // A CANCEL that overtook the offer found nothing to end.
    if (held.isCancelled) this.#tell(callId, { type: 'NoteHungUp', reason: 'caller-cancelled' });
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
        this.#refuse(held.invitation, { status: 503, reason: 'platform-error', retryAfterS: 5 });
      }
      held.endReason ??= 'platform-error';
      this.#tell(callId, { type: 'NoteHungUp', reason: 'platform-error' });
    }
    await this.#release(held);
  }

  async #answer(held: HeldLine, opening: Exclude<Opening, { kind: 'refused' }>): Promise<void> {
    const { callId, invitation, rtp, route } = held;
    if (!rtp || held.isFinal) return;
    const agreed = opening.kind === 'agreed' ? Promise.resolve(opening.media) : this.#lateAnswer(held);
    if (opening.kind === 'agreed') this.#agree(held, opening.media);
    held.isFinal = true;
    const leg = await invitation.answer(opening.sdp, this.#legEvents(held));
    // Ended from our side while the 200 was on its way.
    if (held.isReleased) return leg.hangUp(held.endReason ?? 'ended');
    held.leg = leg;
    held.answeredAtMs = this.ports.clock();
    callAttempted('answered');
    lineOpened();
    const media = await agreed;
    if (!media) return this.#unanswerable(held, leg);
    const { config } = this.ports;
    const answered = await this.#dispatch(callId, {
      type: 'NoteAnswered',
      codec: media.codec,
      noMediaMsMax: config.noMediaMsMax,
      lineMsMax: Math.min(config.lineMsMax, route.lineMsMax),
    });
    if (answered.state.status === 'answered' && !held.isReleased) await this.#begin(held, leg, rtp);
  }

  async #begin(held: HeldLine, leg: Leg, rtp: RtpSession): Promise<void> {
    held.session = this.#session(held, leg, rtp);
    this.#noteMedia(held);
    if (held.isHeld) this.#tellHold(held);
    await held.session.start();
  }

  #lateAnswer(held: HeldLine): Promise<AgreedMedia | undefined> {
    return new Promise((resolve) => {
      held.onAnswer = resolve;
    });
  }

  /** The ACK answered our offer with nothing that we can do, or never came. */
  async #unanswerable(held: HeldLine, leg: Leg): Promise<void> {
    if (held.isReleased) return;
    held.endReason ??= 'no-common-codec';
    await leg.hangUp('no-common-codec');
    this.#tell(held.callId, { type: 'NoteHungUp', reason: 'no-common-codec' });
  }

  #legEvents(held: HeldLine): LegEvents {
    const { callId } = held;
    return {
      onEnded: (reason) => void this.hangUp(callId, LEFT[reason] ?? reason, 'NoteHungUp'),
      onOffer: (sdp) => this.#renegotiate(held, sdp),
      onAnswer: (sdp) => this.#takeAnswer(held, sdp),
      onInfoDigit: (digit) => this.#pressed(held, digit, 'info'),
    };
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
        // The record takes a held line's silence for what it is; that it has lasted too long is ours to say.
        onMediaLost: (silentMs) =>
          held.isHeld
            ? this.hangUp(callId, 'media-lost')
            : this.#tell(callId, { type: 'NoteMediaLost', silentMs }),
      },
      { ...this.ports, host: this.ports.host() },
    );
  }

  #renegotiate(held: HeldLine, sdp: string): string | undefined {
    if (held.isReleased || !held.rtp) return undefined;
    held.sdpVersion += 1;
    const opening = openingOf(sdp, this.#local(held));
    if (opening.kind === 'refused') return undefined;
    if (opening.kind === 'agreed') this.#agree(held, opening.media);
    return opening.sdp;
  }

  #takeAnswer(held: HeldLine, sdp: string): void {
    const media = answeredMedia(sdp, this.#local(held));
    if (media && !held.isReleased) this.#agree(held, media);
    if (held.onAnswer) held.onAnswer(media);
    else if (!media) this.hangUp(held.callId, 'no-common-codec');
    delete held.onAnswer;
  }

  #agree(held: HeldLine, media: AgreedMedia): void {
    held.rtp?.agree(media);
    const isHeld = media.direction !== 'sendrecv';
    if (held.isHeld === isHeld) return;
    held.isHeld = isHeld;
    if (held.session) this.#tellHold(held);
  }

  #tellHold(held: HeldLine): void {
    held.session?.held(held.isHeld);
    this.#tell(held.callId, { type: 'NoteHold', held: held.isHeld });
  }

  /** Once per line: a peer that changes its source with every packet would fill the record. */
  #noteMedia(held: HeldLine): void {
    if (!held.session || held.ssrc === undefined || held.isMediaTold) return;
    held.isMediaTold = true;
    this.#tell(held.callId, { type: 'NoteMediaStarted', ssrc: held.ssrc });
  }

  #pressed(held: HeldLine, digit: string, way: KeyWay): void {
    if (held.keys.press(digit, way, this.ports.clock())) held.session?.digit(digit);
  }

  #openRtp(held: HeldLine): Promise<RtpSession | undefined> {
    return (this.ports.openRtp ?? openRtpSession)({
      host: this.ports.config.mediaHost,
      ports: this.ports.ports,
      clock: () => this.ports.clock(),
      events: {
        onDigit: (digit) => this.#pressed(held, digit, 'rtp'),
        onSource: (ssrc) => {
          held.ssrc ??= ssrc;
          this.#noteMedia(held);
        },
        onReceive: () => this.ports.ticker.poke(),
      },
    });
  }

  #local({ rtp, sdpVersion }: HeldLine): LocalMedia {
    const port = rtp?.port ?? 0;
    const { mediaHost } = this.ports.config;
    return { host: mediaHost, port, codecs: CODECS, sessionId: port, sessionVersion: sdpVersion };
  }

  #reject(held: HeldLine, refusal: Refusal): Promise<void> {
    if (!held.isFinal) {
      callAttempted(refusal.status === 503 ? 'admission_rejected' : 'client_error');
      held.isFinal = true;
      this.#refuse(held.invitation, refusal);
    }
    return this.#release(held);
  }

  /** Never throws: an INVITE whose transaction is gone needs no response. */
  #refuse(invitation: Invitation, { status, reason, retryAfterS }: Refusal): void {
    const headers = retryAfterS === undefined ? undefined : { 'Retry-After': String(retryAfterS) };
    try {
      invitation.reject(status, reason, headers);
    } catch (error) {
      this.ports.log.warn({ err: error }, 'INVITE could not be refused');
    }
  }

  async #hangUpLeg(held: HeldLine, reason: string): Promise<void> {
    held.endReason ??= reason;
    await held.leg?.hangUp(reason);
    this.#tell(held.callId, { type: 'NoteHungUp', reason });
  }

  /** Once, whatever the way here; a port that is not given back is lost to all later lines. */
  async #release(held: HeldLine): Promise<void> {
    if (held.isReleased) return;
    held.isReleased = true;
    held.onAnswer?.();
    if (!held.isFinal) this.#refuse(held.invitation, { status: 480, reason: held.endReason ?? 'ended' });
    this.bridges.drop(held.callId, 'caller-left');
    const isOver = held.session?.end(held.endReason ?? 'ended');
    this.#giveBackRtp(held);
    if (held.leg) lineClosed(held.endReason ?? 'ended', this.ports.clock() - held.answeredAtMs);
    await isOver?.catch((error: unknown) =>
      this.ports.log.error({ callId: held.callId, err: error }, 'line did not end well'),
    );
    this.#tell(held.callId, { type: 'NoteReleased' });
    this.#lines.delete(held.callId);
    if (this.#lines.size === 0) for (const emptied of [...this.#emptied]) emptied();
  }

  #giveBackRtp(held: HeldLine): void {
    const { rtp } = held;
    delete held.rtp;
    if (!rtp) return;
    rtp.close();
    this.ports.ports.give(rtp.port, this.ports.clock());
  }

  #tell(callId: string, fields: InputFields): void {
    this.#dispatch(callId, fields).then(
      ({ kind }) => kind === 'fenced' && this.#unrecorded(callId, fields),
      (error: unknown) => {
        this.ports.log.error({ callId, input: fields.type, err: error }, 'line input was not recorded');
        this.#unrecorded(callId, fields);
      },
    );
  }

  /** A caller who has left is gone, whatever the store says; who starts next under our name closes the record. */
  #unrecorded(callId: string, fields: InputFields): void {
    const held = this.#lines.get(callId);
    if (!held || (fields.type !== 'EndLine' && fields.type !== 'NoteHungUp')) return;
    held.endReason ??= fields.reason;
    if (fields.type === 'EndLine') void held.leg?.hangUp(fields.reason);
    void this.#release(held);
  }

  async #dispatch(callId: string, fields: InputFields) {
    const held = this.#lines.get(callId);
    const inputId = held ? `l${(held.inputs += 1)}` : `late-${fields.type}`;
    return this.ports.host().dispatch(`line/${callId}`, { ...fields, inputId, at: this.ports.wallMs() });
  }
}
