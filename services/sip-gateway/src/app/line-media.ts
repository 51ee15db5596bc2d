// The audio side of lines: their RTP port, what offer and answer make of it, holds, keys, and what the record knows.
import { openRtpSession, type RtpSession } from '@trunkline/media';
import { type AgreedMedia, type LocalMedia } from '@trunkline/sdp';
import { type LegEvents } from '@trunkline/telephony';
import { type HeldLine } from './held-line';
import { type KeyWay } from './key-presses';
import { type Ending, type LineInputs } from './line-inputs';
import { answeredMedia, openingOf } from './line-offer';
import { type LinePorts } from './line-ports';

const CODECS = ['PCMU', 'PCMA'] as const;

export type MediaPorts = Pick<LinePorts, 'config' | 'ports' | 'ticker' | 'clock'> & {
  /** Opens a line's RTP; the real sockets by default. */
  readonly openRtp?: typeof openRtpSession;
};

export class LineMedia {
  constructor(
    private readonly ports: MediaPorts,
    private readonly inputs: Pick<LineInputs, 'tell'>,
  ) {}

  async open(held: HeldLine): Promise<RtpSession | undefined> {
    const rtp = await (this.ports.openRtp ?? openRtpSession)({
      host: this.ports.config.mediaHost,
      ports: this.ports.ports,
      clock: () => this.ports.clock(),
      events: {
        onDigit: (digit) => this.#press(held, digit, 'rtp'),
        onSource: (ssrc) => {
          held.ssrc ??= ssrc;
          this.noteSource(held);
        },
        onReceive: () => this.ports.ticker.poke(),
      },
    });
    if (rtp) held.rtp = rtp;
    if (held.isReleased) this.giveBack(held);
    return rtp;
  }

  giveBack(held: HeldLine): void {
    const { rtp } = held;
    delete held.rtp;
    if (!rtp) return;
    rtp.close();
    this.ports.ports.give(rtp.port, this.ports.clock());
  }

  localOf({ rtp, sdpVersion }: HeldLine): LocalMedia {
    const port = rtp?.port ?? 0;
    const { mediaHost } = this.ports.config;
    return { host: mediaHost, port, codecs: CODECS, sessionId: port, sessionVersion: sdpVersion };
  }

  agree(held: HeldLine, media: AgreedMedia): void {
    held.rtp?.agree(media);
    const isHeld = media.direction !== 'sendrecv';
    if (held.isHeld === isHeld) return;
    held.isHeld = isHeld;
    if (held.session) this.#tellHold(held);
  }

  /** What is asked of the line's dialog. */
  eventsOf(held: HeldLine, onEnded: LegEvents['onEnded']): LegEvents {
    return {
      onEnded,
      onOffer: (sdp) => this.#renegotiate(held, sdp),
      onAnswer: (sdp) => this.#takeAnswer(held, sdp),
      onInfoDigit: (digit) => this.#press(held, digit, 'info'),
    };
  }

  /** A re-INVITE or UPDATE: what is answered, or offered when it makes no offer; undefined to refuse. */
  #renegotiate(held: HeldLine, sdp: string): string | undefined {
    if (held.isReleased || !held.rtp) return undefined;
    held.sdpVersion += 1;
    const opening = openingOf(sdp, this.localOf(held));
    if (opening.kind === 'refused') return undefined;
    if (opening.kind === 'agreed') this.agree(held, opening.media);
    return opening.sdp;
  }

  /** Resolves with what the ACK answers to our offer; with nothing when that is of no use, or the line ends before. */
  awaitAnswer(held: HeldLine): Promise<AgreedMedia | undefined> {
    return new Promise((resolve) => {
      held.onAnswer = resolve;
    });
  }

  #takeAnswer(held: HeldLine, sdp: string): void {
    const media = answeredMedia(sdp, this.localOf(held));
    if (media && !held.isReleased) this.agree(held, media);
    if (held.onAnswer) held.onAnswer(media);
    else if (!media) this.inputs.tell(held.callId, ending('no-common-codec'));
    delete held.onAnswer;
  }

  /** The line has its session: what happened before is told. */
  begin(held: HeldLine): void {
    this.noteSource(held);
    if (held.isHeld) this.#tellHold(held);
  }

  #press(held: HeldLine, digit: string, way: KeyWay): void {
    if (held.keys.press(digit, way, this.ports.clock())) held.session?.digit(digit);
  }

  lose(held: HeldLine, silentMs: number): void {
    this.inputs.tell(held.callId, { type: 'NoteMediaLost', silentMs, held: held.isHeld });
  }

  #tellHold(held: HeldLine): void {
    held.session?.held(held.isHeld);
    this.inputs.tell(held.callId, { type: 'NoteHold', held: held.isHeld });
  }

  /**
   * Once per line: a peer that changes its source with every packet would fill the record. Told again when it could not
   * be recorded: a line that is not known to be heard ends.
   */
  noteSource(held: HeldLine): void {
    if (!held.session || held.ssrc === undefined || held.isMediaTold) return;
    held.isMediaTold = true;
    this.inputs.tell(held.callId, { type: 'NoteMediaStarted', ssrc: held.ssrc }, () => {
      held.isMediaTold = false;
    });
  }
}

const ending = (reason: string): Ending => ({ type: 'EndLine', reason });
