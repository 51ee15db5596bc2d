// What every telephony must do, whatever SIP engine is below it: two of them call each other.
import { type Invitation, type LegEvents, type Telephony } from './telephony.port';

export interface Pair {
  readonly caller: Telephony;
  readonly called: Telephony;
  /** Where `called` is reached. */
  readonly uri: string;
  close(): Promise<void>;
}

const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 4000 RTP/AVP 0',
  'a=rtpmap:0 PCMU/8000',
  'a=sendrecv',
  '',
].join('\r\n');

interface Told {
  readonly events: LegEvents;
  readonly ended: Promise<string>;
}

const listen = (): Told => {
  let end: (reason: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  return {
    events: { onEnded: (reason) => end(reason), onOffer: () => undefined, onInfoDigit: () => undefined },
    ended,
  };
};

export const telephonyContract = (name: string, open: () => Promise<Pair>): void => {
  describe(`${name} is a telephony`, () => {
    let pair: Pair;
    let invite: (invitation: Invitation) => void;

    beforeAll(async () => {
      pair = await open();
      pair.called.onInvitation((invitation) => invite(invitation));
    });
    afterAll(() => pair.close());

    const dial = (options: { events?: LegEvents; signal?: AbortSignal; onRinging?: () => void } = {}) =>
      pair.caller.dial({
        uri: pair.uri,
        from: 'sip:alice@localhost',
        sdp: SDP,
        headers: { 'X-Test': 'yes' },
        events: options.events ?? listen().events,
        onRinging: options.onRinging ?? (() => undefined),
        signal: options.signal ?? new AbortController().signal,
      });

    it('brings an invitation with who calls whom, its SDP and its headers', async () => {
      const invited = new Promise<Invitation>((resolve) => {
        invite = (invitation) => {
          resolve(invitation);
          invitation.reject(486, 'busy');
        };
      });
      const dialed = await dial();
      expect(await invited).toMatchObject({ from: 'alice', to: 'bob', sourceAddress: '127.0.0.1', sdp: SDP });
      expect((await invited).header('X-Test')).toBe('yes');
      expect((await invited).header('X-None')).toBeUndefined();
      expect((await invited).fromTag).not.toBe('');
      expect(dialed).toEqual({ kind: 'failed', status: 486 });
    });

    it('answers; the caller hangs up and the called learns of it once', async () => {
      const called = listen();
      invite = (invitation) => void invitation.answer(SDP, called.events);
      const dialed = await dial();
      if (dialed.kind !== 'answered') throw new Error('not answered');
      expect(dialed.leg.remoteSdp).toBe(SDP);
      await dialed.leg.hangUp('done');
      expect(await called.ended).toBe('hung-up');
    });

    it('answers; the called hangs up and the caller learns of it', async () => {
      const caller = listen();
      invite = (invitation) => {
        void invitation.answer(SDP, listen().events).then((leg) => leg.hangUp('closing time'));
      };
      const dialed = await dial({ events: caller.events });
      expect(dialed.kind).toBe('answered');
      expect(await caller.ended).toBe('hung-up');
    });

    it('cancels a call that is not answered', async () => {
      const abort = new AbortController();
      const cancelled = new Promise<void>((resolve) => {
        invite = (invitation) => {
          invitation.onCancel(resolve);
          abort.abort();
        };
      });
      expect(await dial({ signal: abort.signal })).toEqual({ kind: 'failed', status: 487 });
      await cancelled;
    });
  });
};
