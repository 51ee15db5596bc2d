// The leg to a human agent's phone: dialled, watched until audio flows both ways, then joined with the caller.
import { SILENCE, FRAME_SAMPLES } from '@trunkline/audio';
import { openRtpSession, type PortRange, type RtpSession, type TickerDriver } from '@trunkline/media';
import { makeOffer, readAnswer } from '@trunkline/sdp';
import { type Leg, type Telephony } from '@trunkline/telephony';

export type BridgeState = 'ringing' | 'answered' | 'bridged' | 'failed' | 'ended';

export interface HumanLegOptions {
  readonly telephony: Telephony;
  readonly ticker: TickerDriver;
  readonly ports: PortRange;
  readonly mediaHost: string;
  clock(): number;
  readonly targetUri: string;
  readonly ringMsMax: number;
  readonly headers: Readonly<Record<string, string>>;
  onState(state: BridgeState, cause?: string): void;
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

  constructor(options: HumanLegOptions) {
    this.#options = options;
  }

  get isBridged(): boolean {
    return this.#state === 'bridged';
  }

  async dial(): Promise<void> {
    const { options } = { options: this.#options };
    const events = {
      onDigit: () => undefined,
      onSource: () => undefined,
      onReceive: () => options.ticker.poke(),
    };
    const session = await openRtpSession({
      host: options.mediaHost,
      ports: options.ports,
      clock: () => options.clock(),
      events,
    });
    if (!session) return this.#finish('failed', 'no-rtp-port');
    this.#session = session;
    const local = {
      host: options.mediaHost,
      port: session.port,
      codecs: ['PCMU', 'PCMA'] as const,
      sessionId: session.port,
      sessionVersion: 1,
    };
    const ringing = setTimeout(() => this.#abort.abort(), options.ringMsMax);
    const dialed = await options.telephony.dial({
      uri: options.targetUri,
      from: 'sip:trunkline@localhost',
      sdp: makeOffer(local),
      headers: options.headers,
      signal: this.#abort.signal,
      onRinging: () => this.#move('ringing'),
      events: {
        onEnded: () => this.#finish('ended', 'agent-hung-up'),
        onOffer: () => undefined,
        onInfoDigit: () => undefined,
      },
    });
    clearTimeout(ringing);
    if (dialed.kind === 'failed')
      return this.#finish('failed', this.#abort.signal.aborted ? 'no-answer' : `sip-${dialed.status}`);
    this.#leg = dialed.leg;
    const agreed = readAnswer(dialed.leg.remoteSdp, local);
    if (agreed.kind !== 'agreed' || this.#abort.signal.aborted) {
      void dialed.leg.hangUp('not wanted any more');
      return this.#finish('failed', agreed.kind === 'agreed' ? 'no-answer' : 'no-common-codec');
    }
    session.agree(agreed.media);
    this.#answeredAtMs = options.clock();
    this.#move('answered');
    options.ticker.add(this);
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
    if (this.#state !== 'answered') return;
    if (session.counts.played >= PROOF_FRAMES) this.#move('bridged');
    else if (nowMs - this.#answeredAtMs > NO_MEDIA_MS_MAX) this.drop('no-media');
  }

  /** Ends the leg at whatever point it is; an unanswered INVITE is cancelled. */
  drop(cause: string): void {
    this.#abort.abort();
    void this.#leg?.hangUp(cause);
    if (this.#state !== 'dialing' && this.#state !== 'ringing')
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
