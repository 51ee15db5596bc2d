// Simulated people: callers who follow a few steps, and a human agent whose telephone answers.
import { type Conversation, openPhone, type Phone, readScript } from '@trunkline/phone';

export type Steps = readonly unknown[];

export interface Caller {
  readonly phone: Phone;
  /** Calls, and follows the steps; rejects when the call is not answered or the steps are not done. */
  call(uri: string, steps: Steps): Promise<void>;
  /** Calls, and says nothing yet; rejects when the call is not answered. */
  dial(uri: string, from?: string): Promise<Conversation>;
  /** The status that a call is refused with; 200 when it is answered, and hung up. */
  refusedWith(uri: string): Promise<number>;
  /** Calls, and is on the line while the steps go on. */
  begin(uri: string, steps: Steps): Promise<Conversation>;
  close(): Promise<void>;
}

export interface CallerOptions {
  /** First of the RTP ports, two for each call at once. */
  readonly rtpPort: number;
  /** Default 20. */
  readonly rtpPorts?: number;
  readonly from?: string;
  readonly sipPort?: number;
}

const ANSWER_MS_MAX = 10_000;
const RTP_PORTS = 20;

export const openCaller = async (options: CallerOptions): Promise<Caller> => {
  const phone = await openPhone({
    host: '127.0.0.1',
    sipPort: options.sipPort ?? 0,
    rtpPortMin: options.rtpPort,
    rtpPortMax: options.rtpPort + (options.rtpPorts ?? RTP_PORTS) - 1,
  });
  const ring = (uri: string, from = options.from ?? '+15550142') =>
    phone.call({ uri, from: `sip:${from}@localhost`, answerMsMax: ANSWER_MS_MAX });
  const place = async (uri: string, from?: string): Promise<Conversation> => {
    const called = await ring(uri, from);
    if (called.kind === 'failed') throw new Error(`${uri} did not answer: ${called.status}`);
    return called.conversation;
  };
  return {
    phone,
    dial: place,
    refusedWith: async (uri) => {
      const called = await ring(uri);
      if (called.kind === 'failed') return called.status;
      await called.conversation.hangUp();
      return 200;
    },
    begin: async (uri, steps) => {
      const conversation = await place(uri);
      void conversation.person.follow(stepsOf(steps));
      return conversation;
    },
    call: async (uri, steps) => {
      const conversation = await place(uri);
      const followed = await conversation.person.follow(stepsOf(steps));
      await conversation.hangUp();
      await conversation.ended;
      if (followed.kind !== 'done') throw new Error(`the caller's steps: ${JSON.stringify(followed)}`);
    },
    close: () => phone.close(),
  };
};

/** Answers every call on this telephone and follows the steps. */
export const answerCalls = (phone: Phone, steps: Steps): void => {
  phone.onCall((conversation) => void conversation.person.follow(stepsOf(steps)));
};

/** As a script of a caller's file would have them; throws when they are none. */
export const stepsOf = (steps: Steps) => {
  const read = readScript({ name: 'test', voice: 'rms', steps });
  if (read.kind === 'invalid') throw new Error(read.why);
  return read.script;
};
