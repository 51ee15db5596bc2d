// A line from its invitation to its first frame: offered to its decider, answered, recorded, begun; or given up.
import { type RtpSession } from '@trunkline/media';
import { type Leg } from '@trunkline/telephony';
import { callAttempted, callRefused, lineOpened } from '../observations';
import { FAILED } from '../verdict';
import { offerOf } from './admission';
import { type HeldLine } from './held-line';
import { type HeldLines } from './held-lines';
import { type LineInputs } from './line-inputs';
import { type LineMedia } from './line-media';
import { type Opening, openingOf } from './line-offer';
import { LineSession } from './line-session';
import { refuse } from './refuse';
import { type SwitchboardPorts } from './switchboard';

/** At the line's end, who hung up is the caller. */
const LEFT: Readonly<Record<string, string>> = { 'hung-up': 'caller-hung-up' };

export interface LineSetupOptions {
  readonly lines: HeldLines;
  readonly inputs: LineInputs;
  readonly media: LineMedia;
  readonly isDraining: () => boolean;
  /** The time by which lines must be with humans, monotonic ms. */
  readonly handOffByMs: () => number | undefined;
  readonly hangUp: (callId: string, reason: string, type?: 'EndLine' | 'NoteHungUp') => boolean;
  readonly release: (held: HeldLine) => Promise<void>;
}

export class LineSetup {
  constructor(
    private readonly ports: SwitchboardPorts,
    private readonly options: LineSetupOptions,
  ) {}

  /** Never rejects: whatever goes wrong ends in a response to the caller. */
  async begin(held: HeldLine): Promise<void> {
    try {
      await this.#admit(held);
    } catch (error) {
      await this.#giveUp(held, error);
    }
  }

  async #admit(held: HeldLine): Promise<void> {
    const { callId, invitation } = held;
    await this.options.media.open(held);
    if (held.isReleased) return;
    const opening = openingOf(invitation.sdp, this.options.media.localOf(held));
    if (opening.kind === 'refused') {
      held.offerWarning = opening.headers;
      this.ports.log.info({ callId, why: opening.why }, 'SDP refused');
    }
    const house = {
      config: this.ports.config,
      isDraining: this.options.isDraining(),
      linesActive: this.options.lines.size - 1,
      tenantLinesActive: this.options.lines.countOf(held.route) - 1,
      trunkLinesActive: this.options.lines.countOf(held.route, held.route.trunk) - 1,
      strain: this.ports.strain(),
      brainReady: this.ports.brainReady(),
      opening,
    };
    const offered = await this.options.inputs.dispatch(callId, offerOf(held, house));
    // A CANCEL that overtook the offer found nothing to end.
    if (held.isCancelled)
      this.options.inputs.tell(callId, { type: 'NoteHungUp', reason: 'caller-cancelled' });
    else if (offered.state.status === 'offered' && opening.kind !== 'refused')
      await this.#answer(held, opening);
  }

  /** An INVITE that was cancelled while it was being answered has got its 487; anything else failed on our side. */
  async #giveUp(held: HeldLine, error: unknown): Promise<void> {
    const { callId } = held;
    if (!held.isCancelled) {
      this.ports.log.error({ callId, err: error }, 'line could not be set up');
      if (held.leg) void held.leg.hangUp('platform-error');
      else {
        callAttempted('server_error');
        callRefused('platform-error');
        held.isFinal = true;
        refuse(held.invitation, FAILED, this.ports.log);
      }
      held.endReason ??= 'platform-error';
      this.options.inputs.tell(callId, { type: 'NoteHungUp', reason: 'platform-error' });
    }
    await this.options.release(held);
  }

  async #answer(held: HeldLine, opening: Exclude<Opening, { kind: 'refused' }>): Promise<void> {
    const { callId, invitation, rtp, route } = held;
    if (!rtp || held.isFinal) return;
    const agreed =
      opening.kind === 'agreed' ? Promise.resolve(opening.media) : this.options.media.awaitAnswer(held);
    if (opening.kind === 'agreed') this.options.media.agree(held, opening.media);
    held.isFinal = true;
    const left = (reason: string) => void this.options.hangUp(callId, LEFT[reason] ?? reason, 'NoteHungUp');
    const events = this.options.media.eventsOf(held, left);
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
    const answered = await this.options.inputs.dispatch(callId, {
      type: 'NoteAnswered',
      codec: media.codec,
      noMediaMsMax: config.noMediaMsMax,
      lineMsMax: Math.min(config.lineMsMax, route.lineMsMax),
    });
    if (answered.state.status === 'answered' && !held.isReleased)
      await this.#start(held, this.#session(held, leg, rtp));
  }

  async #start(held: HeldLine, session: LineSession): Promise<void> {
    held.session = session;
    this.options.media.begin(held);
    this.ports.beacon?.lit(held.callId);
    const handOffByMs = this.options.handOffByMs();
    if (handOffByMs !== undefined) session.handOff(Math.max(0, handOffByMs - this.ports.clock()));
    await session.start();
  }

  /** The ACK answered our offer with nothing that we can do, or never came. */
  async #unanswerable(held: HeldLine, leg: Leg): Promise<void> {
    if (held.isReleased && held.endReason !== 'not-set-up') return;
    held.endReason ??= 'no-common-codec';
    await leg.hangUp(held.endReason);
    this.options.inputs.tell(held.callId, { type: 'NoteHungUp', reason: 'no-common-codec' });
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
        onHangUpWanted: (reason) => this.options.hangUp(callId, reason),
        onMediaLost: (silentMs) => this.options.media.lose(held, silentMs),
        onCheck: () => this.options.media.noteSource(held),
      },
      { ...this.ports, host: this.ports.host() },
    );
  }
}
