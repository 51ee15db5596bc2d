// A telephone of its own: SIP user agent, RTP and a ticker, for simulated callers and human agents.
import { createFlite, type Flite } from '@trunkline/flite';
import {
  driveTicker,
  monotonicMs,
  openRtpSession,
  type PortRange,
  portRange,
  type RtpSession,
  type TickerDriver,
} from '@trunkline/media';
import { answerOffer, type LocalMedia, makeOffer, readAnswer } from '@trunkline/sdp';
import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import {
  drachtioTelephony,
  type Invitation,
  type Leg,
  type LegEvents,
  type Telephony,
} from '@trunkline/telephony';
import { Person, type PersonOptions } from './person';
import { Recording } from './recording';

export interface PhoneOptions {
  /** Address of SIP and RTP. */
  readonly host: string;
  /** SIP over UDP; 0 = any free port. */
  readonly sipPort: number;
  readonly rtpPortMin: number;
  readonly rtpPortMax: number;
  readonly onError?: (error: unknown) => void;
}

export interface CallOptions {
  readonly uri: string;
  readonly from: string;
  /** A WAV file of both sides. */
  readonly recordTo?: string;
  readonly answerMsMax: number;
  readonly onStep?: PersonOptions['onStep'];
  readonly onEnded?: (reason: string) => void;
}

/** A call that was answered. */
export interface Conversation {
  readonly person: Person;
  readonly sipCallId: string;
  hangUp(): Promise<void>;
  /** Resolves when the dialog is over and the recording is written. */
  readonly ended: Promise<string>;
}

export type Called =
  | { readonly kind: 'answered'; readonly conversation: Conversation }
  | { readonly kind: 'failed'; readonly status: number };

export interface Phone {
  /** `127.0.0.1:5061`: where it can be called. */
  readonly address: string;
  call(options: CallOptions): Promise<Called>;
  /** Answers whoever calls from now on. */
  onCall(answer: (conversation: Conversation, invitation: Invitation) => void, recordTo?: () => string): void;
  close(): Promise<void>;
}

const CODECS = ['PCMU', 'PCMA'] as const;

export const openPhone = async (options: PhoneOptions): Promise<Phone> => {
  const engine = await createSipEngine({
    listen: [{ transport: 'udp', host: options.host, port: options.sipPort }],
  });
  const telephony = drachtioTelephony(
    { host: engine.adminHost, port: engine.adminPort, secret: engine.secret },
    options.onError ?? (() => undefined),
  );
  const flite = await createFlite({ workersMax: 1 });
  await telephony.open();
  const parts: Parts = {
    options,
    engine,
    telephony,
    flite,
    ticker: driveTicker({ clock: monotonicMs }),
    ports: portRange(options.rtpPortMin, options.rtpPortMax),
  };
  const sip = engine.listening[0];
  return {
    address: `${options.host}:${sip?.port ?? options.sipPort}`,
    call: (call) => place(parts, call),
    onCall: (answer, recordTo) =>
      telephony.onInvitation((invitation) => void take(parts, invitation, { answer, recordTo })),
    close: async () => {
      await telephony.close();
      await engine.close();
      parts.ticker.stop();
      await flite.close();
    },
  };
};

interface Parts {
  readonly options: PhoneOptions;
  readonly engine: SipEngine;
  readonly telephony: Telephony;
  readonly flite: Flite;
  readonly ticker: TickerDriver;
  readonly ports: PortRange;
}

const place = async (parts: Parts, call: CallOptions): Promise<Called> => {
  const rtp = await openRtp(parts);
  const local = localMedia(parts, rtp);
  const ending = createEnding(call.onEnded);
  const dialed = await parts.telephony.dial({
    uri: call.uri,
    from: call.from,
    sdp: makeOffer(local),
    headers: {},
    events: ending.events,
    onRinging: () => undefined,
    signal: AbortSignal.timeout(call.answerMsMax),
  });
  if (dialed.kind === 'failed') {
    giveBack(parts, rtp);
    return dialed;
  }
  const agreed = readAnswer(dialed.leg.remoteSdp, local);
  if (agreed.kind !== 'agreed') {
    await dialed.leg.hangUp('no common codec');
    giveBack(parts, rtp);
    return { kind: 'failed', status: 488 };
  }
  rtp.agree(agreed.media);
  const conversation = converse(parts, { rtp, leg: dialed.leg, ending, sipCallId: '', ...call });
  return { kind: 'answered', conversation };
};

const take = async (
  parts: Parts,
  invitation: Invitation,
  taking: { answer: (conversation: Conversation, invitation: Invitation) => void; recordTo?: () => string },
): Promise<void> => {
  const rtp = await openRtp(parts);
  const agreed = answerOffer(invitation.sdp, localMedia(parts, rtp));
  if (agreed.kind !== 'agreed') {
    giveBack(parts, rtp);
    return invitation.reject(488, 'no common codec');
  }
  rtp.agree(agreed.media);
  const ending = createEnding();
  const leg = await invitation.answer(agreed.answer, ending.events);
  const recordTo = taking.recordTo?.();
  const conversation = converse(parts, {
    rtp,
    leg,
    ending,
    sipCallId: invitation.sipCallId,
    ...(recordTo ? { recordTo } : {}),
  });
  taking.answer(conversation, invitation);
};

interface Legged extends Partial<Pick<CallOptions, 'recordTo' | 'onStep'>> {
  readonly rtp: RtpSession;
  readonly leg: Leg;
  readonly ending: Ending;
  readonly sipCallId: string;
}

const converse = (parts: Parts, legged: Legged): Conversation => {
  const { rtp, leg, ending } = legged;
  const recording = legged.recordTo ? new Recording(legged.recordTo) : undefined;
  const hangUp = async (): Promise<void> => {
    await leg.hangUp('done');
    ending.end('we hung up');
  };
  const person = new Person({
    rtp,
    ticker: parts.ticker,
    flite: parts.flite,
    clock: monotonicMs,
    hangUp,
    ...(recording ? { recording } : {}),
    ...(legged.onStep ? { onStep: legged.onStep } : {}),
  });
  const ended = ending.ended.then(async (reason) => {
    person.over();
    giveBack(parts, rtp);
    await recording?.save();
    return reason;
  });
  return { person, sipCallId: legged.sipCallId, hangUp, ended };
};

interface Ending {
  readonly events: LegEvents;
  readonly ended: Promise<string>;
  end(reason: string): void;
}

const createEnding = (onEnded?: (reason: string) => void): Ending => {
  let end: (reason: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const events: LegEvents = {
    onEnded: (reason) => {
      onEnded?.(reason);
      end(reason);
    },
    onOffer: () => undefined,
    onInfoDigit: () => undefined,
  };
  return { events, ended, end: (reason) => end(reason) };
};

const openRtp = async (parts: Parts): Promise<RtpSession> => {
  const events = {
    onDigit: () => undefined,
    onSource: () => undefined,
    onReceive: () => parts.ticker.poke(),
  };
  const rtp = await openRtpSession({
    host: parts.options.host,
    ports: parts.ports,
    clock: monotonicMs,
    events,
  });
  if (!rtp) throw new Error('phone: no free RTP port in its range');
  return rtp;
};

const giveBack = (parts: Parts, rtp: RtpSession): void => {
  rtp.close();
  parts.ports.give(rtp.port, monotonicMs());
};

const localMedia = (parts: Parts, rtp: RtpSession): LocalMedia => ({
  host: parts.options.host,
  port: rtp.port,
  codecs: CODECS,
  sessionId: rtp.port,
  sessionVersion: 1,
});
