// The leg to a human agent's phone: dialled, watched until audio flows both ways, then joined with the caller.
import { SILENCE, FRAME_SAMPLES } from '@trunkline/audio';
import {
  isReachable,
  openRtpSession,
  type PortRange,
  type RtpSession,
  type TickerDriver,
} from '@trunkline/media';
import { answerOffer, type LocalMedia, makeOffer, readAnswer } from '@trunkline/sdp';
import { type Dialed, type Leg, type LegEvents, type Telephony } from '@trunkline/telephony';

export type BridgeState = 'ringing' | 'answered' | 'bridged' | 'failed' | 'ended';

export interface HumanLegOptions {
  readonly telephony: Telephony;
  readonly ticker: TickerDriver;
  readonly ports: PortRange;
  readonly mediaHost: string;
  clock(): number;
  readonly targetUri: string;
  readonly ringMsMax: number;
  /** A bridged leg whose audio stops ends after this; after `heldMsMax` while the human holds it. */
  readonly mediaLostMsMax: number;
  readonly heldMsMax: number;
  readonly headers: Readonly<Record<string, string>>;
  onState(state: BridgeState, cause?: string): void;
  /** Opens the leg's RTP; the real sockets by default. */
  readonly openRtp?: typeof openRtpSession;
}

/** Frames of real audio that prove the leg talks: 200 ms. */
const PROOF_FRAMES = 10;
const NO_MEDIA_MS_MAX = 5_000;
/** More than this between the legs is delay, not safety: 60 ms. */
const RELAY_FRAMES_MAX = 3;
const SILENT_FRAME = new Uint8Array(FRAME_SAMPLES).fill(SILENCE.mulaw);

export class HumanLeg {
  readonly #options: HumanLegOptions;
  readonly #abort = new AbortController();
  readonly #toHuman: Uint8Array[] = [];
  readonly #toCaller: Uint8Array[] = [];
  #session: RtpSession | undefined;
  #leg: Leg | undefined;
  #state: 'dialing' | BridgeState = 'dialing';
  #answeredAtMs = 0;
  #sdpVersion = 1;
  #isHeld = false;
  /** Why it was dropped before anybody answered. */
  #dropCause: string | undefined;

  constructor(options: HumanLegOptions) {
    this.#options = options;
  }

  get isBridged(): boolean {
    return this.#state === 'bridged';
  }

  /** Never rejects: whatever goes wrong is told as `failed`. */
  async dial(): Promise<void> {
    try {
      await this.#dial();
    } catch (error) {
      void this.#leg?.hangUp('platform-error');
      this.#finish('failed', 'platform-error');
      throw error;
    }
  }

  /** The caller's next frame, to be heard by the human agent. */
  hear(mulaw: Uint8Array): void {
    if (this.isBridged) relay(this.#toHuman, mulaw);
  }

  /** The human agent's next frame, for the caller. */
  next(): Uint8Array {
    return this.#toCaller.shift() ?? SILENT_FRAME;
  }

  /** Driven by the shared ticker. */
  tick(nowMs: number): void {
    const session = this.#session;
    if (!session) return;
    const heard = session.hear(nowMs);
    if (this.isBridged) relay(this.#toCaller, heard.mulaw);
    session.speak(nowMs, () => this.#toHuman.shift() ?? SILENT_FRAME);
    if (this.isBridged) this.#watch(nowMs - session.lastHeardAtMs);
    if (this.#state !== 'answered') return;
    if (session.counts.played >= PROOF_FRAMES) this.#move('bridged');
    else if (nowMs - this.#answeredAtMs > NO_MEDIA_MS_MAX) this.drop('no-media');
  }

  /** A tick threw: the leg is not driven any more. */
  fault(): void {
    this.drop('platform-error');
  }

  /** Ends the leg at whatever point it is; an unanswered INVITE is cancelled. */
  drop(cause: string): void {
    this.#dropCause ??= cause;
    this.#abort.abort();
    void this.#leg?.hangUp(cause);
    if (this.#state !== 'dialing' && this.#state !== 'ringing') this.#end(cause);
  }

  async #dial(): Promise<void> {
    const session = await this.#open();
    if (!session) return this.#finish('failed', 'no-rtp-port');
    this.#session = session;
    if (this.#abort.signal.aborted) return this.#finish('failed', this.#unanswered());
    const dialed = await this.#invite(session);
    if (dialed.kind === 'failed') {
      const cause = this.#abort.signal.aborted ? this.#unanswered() : `sip-${dialed.status}`;
      return this.#finish('failed', cause);
    }
    this.#leg = dialed.leg;
    const agreed = readAnswer(dialed.leg.remoteSdp, this.#local(session));
    const isAgreed = agreed.kind === 'agreed' && isReachable(agreed.media);
    if (!isAgreed || this.#abort.signal.aborted) {
      void dialed.leg.hangUp('not wanted any more');
      return this.#finish('failed', isAgreed ? this.#unanswered() : 'no-common-codec');
    }
    if (this.#isOver()) return; // hung up in the moment of the answer
    session.agree(agreed.media);
    this.#answeredAtMs = this.#options.clock();
    this.#move('answered');
    this.#options.ticker.add(this);
  }

  #open(): Promise<RtpSession | undefined> {
    const { mediaHost, ports, ticker, openRtp = openRtpSession } = this.#options;
    return openRtp({
      host: mediaHost,
      ports,
      clock: () => this.#options.clock(),
      events: { onDigit: () => undefined, onSource: () => undefined, onReceive: () => ticker.poke() },
    });
  }

  async #invite(session: RtpSession): Promise<Dialed> {
    const { telephony, targetUri, headers, ringMsMax } = this.#options;
    const ringing = setTimeout(() => this.#abort.abort(), ringMsMax);
    try {
      return await telephony.dial({
        uri: targetUri,
        from: 'sip:trunkline@localhost',
        sdp: makeOffer(this.#local(session)),
        headers,
        signal: this.#abort.signal,
        onRinging: () => this.#move('ringing'),
        events: this.#legEvents(session),
      });
    } finally {
      clearTimeout(ringing);
    }
  }

  #legEvents(session: RtpSession): LegEvents {
    return {
      onEnded: () => this.#end('agent-hung-up'),
      onOffer: (sdp) => this.#renegotiate(session, sdp),
      onAnswer: (sdp) => {
        const agreed = readAnswer(sdp, this.#local(session));
        if (agreed.kind === 'agreed' && isReachable(agreed.media)) session.agree(agreed.media);
        else this.drop('no-common-codec');
      },
      onInfoDigit: () => undefined,
    };
  }

  #renegotiate(session: RtpSession, sdp: string): string | undefined {
    this.#sdpVersion += 1;
    if (sdp.trim() === '') return makeOffer(this.#local(session));
    const agreed = answerOffer(sdp, this.#local(session));
    if (agreed.kind !== 'agreed' || !isReachable(agreed.media)) return undefined;
    session.agree(agreed.media);
    this.#isHeld = agreed.media.direction !== 'sendrecv';
    return agreed.answer;
  }

  /** The human's phone may die without a BYE: the caller is not left with it. */
  #watch(silentMs: number): void {
    const { heldMsMax, mediaLostMsMax } = this.#options;
    if (silentMs > (this.#isHeld ? heldMsMax : mediaLostMsMax)) this.drop('media-lost');
  }

  #local(session: RtpSession): LocalMedia {
    return {
      host: this.#options.mediaHost,
      port: session.port,
      codecs: ['PCMU', 'PCMA'],
      sessionId: session.port,
      sessionVersion: this.#sdpVersion,
    };
  }

  #unanswered(): string {
    return this.#dropCause ?? 'no-answer';
  }

  /** A leg that ends before the two could talk has failed. */
  #end(cause: string): void {
    this.#finish(this.isBridged ? 'ended' : 'failed', cause);
  }

  #move(state: BridgeState, cause?: string): void {
    if (this.#isOver() || this.#state === state) return;
    this.#state = state;
    this.#options.onState(state, cause);
  }

  #finish(state: 'failed' | 'ended', cause: string): void {
    this.#move(state, cause);
    this.#options.ticker.remove(this);
    const session = this.#session;
    this.#session = undefined;
    if (!session) return;
    session.close();
    this.#options.ports.give(session.port, this.#options.clock());
  }

  #isOver(): boolean {
    return this.#state === 'failed' || this.#state === 'ended';
  }
}

const relay = (queue: Uint8Array[], frame: Uint8Array): void => {
  queue.push(frame);
  if (queue.length > RELAY_FRAMES_MAX) queue.shift();
};
