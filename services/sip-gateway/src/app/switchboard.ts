// Takes invitations in, decides with the line's decider, answers, and keeps the lines of this gateway.
import { type line } from '@trunkline/domain';
import { type EffectContext } from '@trunkline/event-sourcing';
import { openRtpSession, type RtpSession } from '@trunkline/media';
import { newId } from '@trunkline/runtime';
import { answerOffer, type LocalMedia, type Negotiated } from '@trunkline/sdp';
import { callAttempted, lineClosed, lineOpened } from '../observations';
import { type Invitation, type Leg } from '@trunkline/telephony';
import { refusalOf } from '../verdict';
import { Bridges } from './bridges';
import { type RouteTable } from '../domain/route-table';
import { type LinePorts } from './line-ports';
import { type HeldLine } from './held-line';
import { LineSession } from './line-session';

type Context = EffectContext<line.Line, line.LineInput, line.LineEvent>;
type WithoutEnvelope<I> = I extends line.LineInput ? Omit<I, 'inputId' | 'at'> : never;
type InputFields = WithoutEnvelope<line.LineInput>;

const CODECS = ['PCMU', 'PCMA'] as const;
/** At the line's end, who hung up is the caller. */
const LEFT: Readonly<Record<string, string>> = { 'hung-up': 'caller-hung-up' };

export class Switchboard {
  readonly bridges: Bridges;
  readonly #lines = new Map<string, HeldLine>();
  #isDraining = false;

  constructor(
    private readonly ports: Omit<LinePorts, 'host'> & { host(): LinePorts['host'] },
    private readonly routes: RouteTable,
  ) {
    this.bridges = new Bridges(
      ports,
      (callId) => this.#lines.get(callId)?.session,
      (callId, fields) => this.#tell(callId, fields),
    );
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

  /** Never rejects: whatever goes wrong ends in a response to the caller. */
  async receive(invitation: Invitation): Promise<void> {
    const found = this.routes.find({ sourceAddress: invitation.sourceAddress, to: invitation.to });
    if (found.kind !== 'route') {
      const refusal = refusalOf(found.kind);
      callAttempted('client_error');
      return invitation.reject(refusal.status, refusal.reason);
    }
    const callId = newId(this.ports.wallMs());
    const held: HeldLine = { callId, route: found.route, invitation, inputs: 0, answeredAtMs: 0 };
    this.#lines.set(callId, held);
    invitation.onCancel(() => this.#cancelled(held));
    try {
      await this.#admit(held);
    } catch (error) {
      await this.#giveUp(held, error);
    }
  }

  /** Performs what the line's events ask for. */
  perform(effect: line.LineEffect, context: Context): void {
    const held = this.#lines.get(context.stream.slice('line/'.length));
    switch (effect.type) {
      case 'Reject':
        return held && this.#reject(held, effect);
      case 'Dial':
        return held && this.bridges.dial(held.callId, effect);
      case 'DropBridge':
        return void (held && this.bridges.drop(held.callId, 'caller-left'));
      case 'HangUp':
        return void (held && this.#hangUpLeg(held, effect.reason));
      case 'Release':
        return void (held && this.#release(held));
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
    const rtp = await this.#openRtp(callId);
    if (rtp) held.rtp = rtp;
    const negotiated = answerOffer(invitation.sdp, this.#local(rtp?.port ?? 0, 1));
    if (negotiated.kind === 'malformed')
      this.ports.log.info({ callId, why: negotiated.why }, 'malformed SDP');
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
        codec: negotiated.kind === 'agreed' ? negotiated.media.codec : undefined,
        brainReady: true,
      },
      lineMsMax: Math.min(config.lineMsMax, route.lineMsMax),
      noMediaMsMax: config.noMediaMsMax,
    });
    // A CANCEL that overtook the offer found nothing to end.
    if (held.isCancelled) this.#tell(callId, { type: 'NoteHungUp', reason: 'caller-cancelled' });
    else if (offered.state.status === 'offered' && negotiated.kind === 'agreed')
      await this.#answer(held, negotiated);
  }

  #cancelled(held: HeldLine): void {
    held.isCancelled = true;
    callAttempted('caller_cancelled');
    this.hangUp(held.callId, 'caller-cancelled', 'NoteHungUp');
  }

  /** An INVITE that was cancelled while it was being answered has got its 487; anything else failed on our side. */
  async #giveUp(held: HeldLine, error: unknown): Promise<void> {
    const { callId, invitation } = held;
    if (!held.isCancelled) {
      this.ports.log.error({ callId, err: error }, 'line could not be set up');
      callAttempted('server_error');
      invitation.reject(503, 'platform-error', { 'Retry-After': '5' });
      this.#tell(callId, { type: 'NoteHungUp', reason: 'platform-error' });
    }
    await this.#release(held);
  }

  async #answer(held: HeldLine, negotiated: Extract<Negotiated, { kind: 'agreed' }>): Promise<void> {
    const { callId, invitation, rtp, route } = held;
    if (!rtp) return;
    rtp.agree(negotiated.media);
    let version = 1;
    const leg = await invitation.answer(negotiated.answer, {
      onEnded: (reason) => this.hangUp(callId, LEFT[reason] ?? reason, 'NoteHungUp'),
      onOffer: (sdp) => this.#renegotiate(held, sdp, (version += 1)),
      onInfoDigit: (digit) => held.session?.digit(digit),
    });
    held.leg = leg;
    held.answeredAtMs = this.ports.clock();
    callAttempted('answered');
    lineOpened();
    const { config } = this.ports;
    const answered = await this.#dispatch(callId, {
      type: 'NoteAnswered',
      codec: negotiated.media.codec,
      noMediaMsMax: config.noMediaMsMax,
      lineMsMax: Math.min(config.lineMsMax, route.lineMsMax),
    });
    if (answered.state.status !== 'answered') return;
    held.session = this.#session(held, leg, rtp);
    if (rtp.isHeard) this.#tell(callId, { type: 'NoteMediaStarted', ssrc: 0 });
    await held.session.start();
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
        onMediaLost: (silentMs) => this.#tell(callId, { type: 'NoteMediaLost', silentMs }),
      },
      { ...this.ports, host: this.ports.host() },
    );
  }

  #renegotiate(held: HeldLine, sdp: string, version: number): string | undefined {
    const negotiated = answerOffer(sdp, this.#local(held.rtp?.port ?? 0, version));
    if (negotiated.kind !== 'agreed' || !held.rtp) return undefined;
    held.rtp.agree(negotiated.media);
    const isHeld = negotiated.media.direction !== 'sendrecv';
    if (held.session && held.session.isHeld !== isHeld) {
      held.session.held(isHeld);
      this.#tell(held.callId, { type: 'NoteHold', held: isHeld });
    }
    return negotiated.answer;
  }

  #openRtp(callId: string): Promise<RtpSession | undefined> {
    return openRtpSession({
      host: this.ports.config.mediaHost,
      ports: this.ports.ports,
      clock: () => this.ports.clock(),
      events: {
        onDigit: (digit) => this.#lines.get(callId)?.session?.digit(digit),
        onSource: (ssrc) => this.#tell(callId, { type: 'NoteMediaStarted', ssrc }),
        onReceive: () => this.ports.ticker.poke(),
      },
    });
  }

  #local(port: number, sessionVersion: number): LocalMedia {
    return { host: this.ports.config.mediaHost, port, codecs: CODECS, sessionId: port, sessionVersion };
  }

  #reject(held: HeldLine, refusal: { status: number; reason: string; retryAfterS?: number }): void {
    if (!held.isCancelled) callAttempted(refusal.status === 503 ? 'admission_rejected' : 'client_error');
    const retryAfter = refusal.retryAfterS;
    const headers = retryAfter === undefined ? undefined : { 'Retry-After': String(retryAfter) };
    if (!held.isCancelled) held.invitation.reject(refusal.status, refusal.reason, headers);
    void this.#release(held);
  }

  async #hangUpLeg(held: HeldLine, reason: string): Promise<void> {
    held.endReason ??= reason;
    await held.leg?.hangUp(reason);
    this.#tell(held.callId, { type: 'NoteHungUp', reason });
  }

  async #release(held: HeldLine): Promise<void> {
    if (held.isReleased) return;
    held.isReleased = true;
    this.bridges.drop(held.callId, 'caller-left');
    await held.session?.end(held.endReason ?? 'ended');
    if (held.leg) lineClosed(held.endReason ?? 'ended', this.ports.clock() - held.answeredAtMs);
    if (held.rtp) {
      held.rtp.close();
      this.ports.ports.give(held.rtp.port, this.ports.clock());
    }
    this.#tell(held.callId, { type: 'NoteReleased' });
    this.#lines.delete(held.callId);
  }

  #tell(callId: string, fields: InputFields): void {
    void this.#dispatch(callId, fields).catch((error: unknown) =>
      this.ports.log.error({ callId, input: fields.type, err: error }, 'line input was not recorded'),
    );
  }

  #dispatch(callId: string, fields: InputFields) {
    const held = this.#lines.get(callId);
    const inputId = held ? `l${(held.inputs += 1)}` : `late-${fields.type}`;
    return this.ports.host().dispatch(`line/${callId}`, { ...fields, inputId, at: this.ports.wallMs() });
  }
}
