import { type conversation, type speech } from '@trunkline/contracts';
import { line } from '@trunkline/domain';
import { createHost } from '@trunkline/event-sourcing';
import { MemoryEventStore } from '@trunkline/event-store';
import { silentLogger } from '@trunkline/runtime';
import { EventEmitter } from 'node:events';
import { readConfig } from '../config';
import { routeTable } from '../domain/route-table';
import { Doorkeeper } from './doorkeeper';
import { type LineHost, type Recorder } from './line-ports';
import { Switchboard } from './switchboard';
import { TrunkProof } from './trunk-proof';
import { FakeInvitation, FakeTelephony, House, sdpOf, settled } from './telephone.double';

type Signal = NonNullable<conversation.ConverseRequest['signal']>;

class FakeStream<Req, Res> extends EventEmitter {
  readonly written: Req[] = [];
  isEnded = false;

  write(message: Req): boolean {
    this.written.push(message);
    return true;
  }
  end(): void {
    this.isEnded = true;
  }
  cancel(): void {
    return undefined;
  }
  say(message: Res): void {
    this.emit('data', message);
  }
}

class FakeRecorder implements Recorder {
  droppedFrames = 0;
  stops = 0;
  frames = 0;
  starting: Promise<void> = Promise.resolve();

  start(): Promise<void> {
    return this.starting;
  }
  push(): void {
    this.frames += 1;
  }
  stop(): Promise<void> {
    this.stops += 1;
    return Promise.resolve();
  }
}

const number = { number: '*', flow: 'f', language: 'en', voice: 'slt', lineMsMax: 600_000 };
const trunk = { name: 't', sources: ['192.0.2.0/24'] };

describe('a switchboard', () => {
  let house: House;
  let store: MemoryEventStore;
  let switchboard: Switchboard;
  let isStoreUp: boolean;
  let brains: FakeStream<conversation.ConverseRequest, conversation.ConverseResponse>[];
  let speeches: { isEnded: boolean }[];
  let recorder: FakeRecorder;
  let strain: line.Strain | undefined;
  let isBrainReady: boolean;
  let lit: string[];
  let out: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    house = new House();
    store = new MemoryEventStore();
    isStoreUp = true;
    [brains, speeches, recorder] = [[], [], new FakeRecorder()];
    const opened = <T extends { isEnded: boolean }>(stream: T): T => {
      speeches.push(stream);
      return stream;
    };
    const real: LineHost = createHost<line.Line, line.LineInput, line.LineEvent, line.LineEffect>({
      decider: line.lineDecider,
      store,
      actor: { service: 'sip-gateway', instance: 'g1' },
      perform: (effect, context) => switchboard.perform(effect, context),
      clock: house.clock,
      scheduler: { schedule: () => () => undefined },
      locate: (stream) => ({ tenantId: 'tenant', callId: stream.slice('line/'.length) }),
    });
    const host: LineHost = {
      ...real,
      state: (stream) => real.state(stream),
      dispatch: (stream, input) =>
        isStoreUp ? real.dispatch(stream, input) : Promise.reject(new Error('store down')),
    };
    strain = undefined;
    isBrainReady = true;
    [lit, out] = [[], []];
    switchboard = new Switchboard({
      config: { ...readConfig({}), linesMax: 1, mediaLostMsMax: 15_000, heldMsMax: 60_000 },
      telephony: new FakeTelephony(),
      ticker: house,
      ports: house.ports,
      voiceActivity: {
        name: 'none',
        open: () => ({ push: () => [], close: () => undefined }),
        close: () => Promise.resolve(),
      },
      host: () => host,
      log: silentLogger,
      clock: house.clock,
      wallMs: house.clock,
      record: () => recorder,
      openRtp: house.openRtp,
      openRecognition: () => opened(new FakeStream<speech.RecognizeRequest, speech.RecognizeResponse>()),
      openSynthesis: () => opened(new FakeStream<speech.SynthesizeRequest, speech.SynthesizeResponse>()),
      openConversation: () => {
        const brain = new FakeStream<conversation.ConverseRequest, conversation.ConverseResponse>();
        brains.push(brain);
        return opened(brain);
      },
      door: new Doorkeeper({
        routes: routeTable([{ tenantId: 'tenant', trunks: [trunk], numbers: [number] }]),
        proof: new TrunkProof('seed'),
        rate: { take: () => true },
        wallMs: house.clock,
      }),
      strain: () => strain,
      brainReady: () => isBrainReady,
      beacon: { lit: (callId) => lit.push(callId), out: (callId) => out.push(callId) },
    });
  });
  afterEach(async () => {
    const closing = switchboard.close();
    await settled();
    jest.runAllTimers();
    await closing;
    expectNothingLeft();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  /** However it went: no line, no port, no socket, no stream and no tick is left, and none was given back twice. */
  const expectNothingLeft = (): void => {
    expect([switchboard.linesActive, house.ports.out, house.legs.size]).toEqual([0, 0, 0]);
    expect(house.rtpSockets.map(({ closes }) => closes)).toEqual(house.rtpSockets.map(() => 1));
    expect(speeches.every(({ isEnded }) => isEnded)).toBe(true);
  };

  const invite = async (invitation = new FakeInvitation()): Promise<FakeInvitation> => {
    void switchboard.receive(invitation);
    await settled();
    const attached = { epoch: 1, voice: 'slt', language: 'en', callMsMax: 1, keepPromptIds: [] };
    brains.at(-1)?.say({ directive: { $case: 'attached', value: attached }, traceparent: '' });
    return invitation;
  };

  /** What the records of all lines hold. */
  const record = async (): Promise<string[]> => {
    await settled();
    const { events } = await store.readAll(undefined, 1_000);
    return events.map(({ event }) => event.type);
  };
  const told = (): Signal[] => brains.flatMap(({ written }) => written.flatMap(({ signal }) => signal ?? []));

  it('answers, is told of the caller, and gives everything back when the caller hangs up', async () => {
    const invitation = await invite();
    expect(invitation.responses).toEqual([200]);
    house.pass(200, 0);
    expect(house.legs.size).toBe(1);
    invitation.events?.onEnded('hung-up');
    await settled();
    expect(told().map(({ $case }) => $case)).toEqual(['attach', 'lineEnded']);
    expect([recorder.frames, recorder.stops]).toEqual([10, 1]);
    const types = ['LineOffered', 'LineAnswered', 'MediaStarted', 'LineEnded', 'LineReleased'];
    expect((await record()).filter((type) => !type.startsWith('Timer'))).toEqual(types);
    expectNothingLeft();
  });

  it('ends a line in the record when its engine is lost, and has nobody to hang up on', async () => {
    const invitation = await invite();
    house.pass(100, 0);
    invitation.events?.onEnded('engine-lost');
    await settled();
    expect(invitation.leg.hungUp).toEqual([]);
    const { events } = await store.readAll(undefined, 1_000);
    const reasons = events.flatMap(({ event }) => ('reason' in event ? [event.reason] : []));
    expect(reasons).toEqual(['engine-lost']);
    expect(told().at(-1)).toEqual({ $case: 'lineEnded', value: { reason: 'engine-lost' } });
    expectNothingLeft();
  });

  it.each([
    ['a stranger', { sourceAddress: '198.51.100.1' }, 403],
    ['a peer without a codec of ours', { sdp: sdpOf(4_000).replace('RTP/AVP 0', 'RTP/AVP 18') }, 488],
    [
      'a peer that names a host to look up',
      { sdp: sdpOf(4_000).replace(/IP4 192.0.2.1\r\nt/, 'IP4 evil.test\r\nt') },
      488,
    ],
    ['a peer with broken SDP', { sdp: 'hello' }, 488],
  ])('refuses %s once', async (_who, given, status) => {
    expect((await invite(Object.assign(new FakeInvitation(), given))).responses).toEqual([status]);
    expectNothingLeft();
  });

  it('says in a 488 what is wrong with the offer, and in no other refusal', async () => {
    const sdp = sdpOf(4_000).replace('RTP/AVP 0', 'RTP/AVP 18');
    const invitation = await invite(Object.assign(new FakeInvitation(), { sdp }));
    expect(invitation.refusalHeaders).toEqual({
      Warning: '305 trunkline "the offer has neither PCMU nor PCMA"',
    });
    switchboard.drain();
    const other = await invite(Object.assign(new FakeInvitation(), { sdp }));
    expect(Object.keys(other.refusalHeaders ?? {})).toEqual(['Retry-After']);
  });

  it('refuses while it drains, and when it is full', async () => {
    const first = await invite();
    expect((await invite()).responses).toEqual([503]);
    first.events?.onEnded('hung-up');
    switchboard.drain();
    await settled();
    expect((await invite()).responses).toEqual([503]);
    expectNothingLeft();
  });

  it('refuses when no port is left', async () => {
    const taken = [house.ports.take(0), house.ports.take(0)];
    expect((await invite()).responses).toEqual([503]);
    for (const port of taken) house.ports.give(port ?? 0, 0);
  });

  it('sends nothing to a caller who has given up before the answer', async () => {
    const invitation = new FakeInvitation();
    void switchboard.receive(invitation);
    invitation.cancel();
    await settled();
    expect(invitation.responses).toEqual([]);
    expectNothingLeft();
  });

  it('gives up when the answer was crossed by a CANCEL', async () => {
    const invitation = new FakeInvitation();
    invitation.answering = () => {
      invitation.cancel();
      return Promise.reject(new Error('Request Terminated'));
    };
    await invite(invitation);
    expect(invitation.responses).toEqual([]);
    expectNothingLeft();
  });

  it('refuses when the answer cannot be sent', async () => {
    const invitation = new FakeInvitation();
    invitation.answering = () => Promise.reject(new Error('no transport'));
    await invite(invitation);
    expect(invitation.responses).toEqual([503]);
    expectNothingLeft();
  });

  it('hangs up a line that was ended while its 200 was on its way', async () => {
    const invitation = new FakeInvitation();
    let sent: () => void = () => undefined;
    invitation.answering = () => new Promise((resolve) => (sent = resolve));
    await invite(invitation);
    switchboard.hangUpAll('drain');
    await settled();
    sent();
    await settled();
    expect(invitation.leg.hungUp).toHaveLength(1);
    expectNothingLeft();
  });

  it('refuses when the store is down, and hangs up when it goes down after the answer', async () => {
    isStoreUp = false;
    expect((await invite()).responses).toEqual([503]);
    isStoreUp = true;
    const invitation = new FakeInvitation();
    invitation.answering = () => {
      isStoreUp = false;
      return Promise.resolve();
    };
    await invite(invitation);
    expect(invitation.leg.hungUp).toEqual(['platform-error']);
    expectNothingLeft();
  });

  it('lets a caller go whose leaving cannot be recorded, and hangs up on one whom we wanted to leave', async () => {
    for (const leave of ['caller', 'us']) {
      isStoreUp = true;
      const invitation = await invite();
      isStoreUp = false;
      if (leave === 'caller') invitation.events?.onEnded('hung-up');
      else switchboard.hangUpAll('drain');
      await settled();
      expect(invitation.leg.hungUp).toEqual(leave === 'us' ? ['drain'] : []);
      expectNothingLeft();
    }
  });

  it('tells the record of an end that it missed as soon as it can be told', async () => {
    const missed = new FakeInvitation();
    missed.answering = () => {
      isStoreUp = false;
      return Promise.resolve();
    };
    await invite(missed);
    expect(missed.leg.hungUp).toEqual(['platform-error']);
    await switchboard.owed.pay();
    expect((await record()).filter((type) => !type.startsWith('Timer'))).toEqual(['LineOffered']);
    isStoreUp = true;
    await switchboard.owed.pay();
    const types = ['LineOffered', 'LineEnded', 'LineReleased'];
    expect((await record()).filter((type) => !type.startsWith('Timer'))).toEqual(types);
    expect(switchboard.owed.size).toBe(0);
  });

  it('says again that a line is heard when that could not be recorded', async () => {
    await invite();
    isStoreUp = false;
    house.pass(100, 0);
    await settled();
    isStoreUp = true;
    expect(await record()).not.toContain('MediaStarted');
    house.pass(1_500, 0);
    expect((await record()).filter((type) => type === 'MediaStarted')).toHaveLength(1);
  });

  it('asks for a human on every line when it has to go, and on one that was just being answered', async () => {
    const invitation = await invite();
    switchboard.handOff(60_000);
    expect(told().at(-1)).toEqual({ $case: 'drain', value: { withinMs: 60_000 } });
    invitation.events?.onEnded('hung-up');
    await settled();
    house.nowMs += 20_000;
    await invite();
    expect(told().at(-1)).toEqual({ $case: 'drain', value: { withinMs: 40_000 } });
  });

  it('takes no call while the house cannot keep up or has no brain, and says so to probes', async () => {
    expect(switchboard.isOpen).toBe(true);
    strain = 'tick-late';
    expect(switchboard.isOpen).toBe(false);
    expect((await invite()).responses).toEqual([503]);
    strain = undefined;
    isBrainReady = false;
    expect(switchboard.isOpen).toBe(false);
    expect((await invite()).responses).toEqual([503]);
    isBrainReady = true;
    house.nowMs += 5_000;
    expect((await invite()).responses).toEqual([200]);
    expect(switchboard.isOpen).toBe(false); // it is full
  });

  it('is found while a line lasts, and not after', async () => {
    const invitation = await invite();
    expect([lit.length, out]).toEqual([1, []]);
    invitation.events?.onEnded('hung-up');
    await settled();
    expect(out).toEqual(lit);
  });

  it('drives no line that ended while its recording was opened', async () => {
    let open: () => void = () => undefined;
    recorder.starting = new Promise((resolve) => (open = resolve));
    const invitation = await invite();
    invitation.events?.onEnded('hung-up');
    await settled();
    open();
    await settled();
    expect(recorder.stops).toBe(2);
    expectNothingLeft();
  });

  it('ends a silent line after 15 s, once', async () => {
    const invitation = await invite();
    house.pass(15_600);
    await settled();
    house.pass(2_000);
    await settled();
    expect(invitation.leg.hungUp).toEqual(['media-lost']);
    expectNothingLeft();
  });

  it('keeps a held line for a minute, whatever way it is held', async () => {
    const ways = [
      sdpOf(4_000, 'a=inactive'),
      sdpOf(4_000, 'a=sendonly'),
      sdpOf(4_000).replace('192.0.2.1\r\nt', '0.0.0.0\r\nt'),
    ];
    for (const hold of ways) {
      const invitation = await invite();
      expect(invitation.events?.onOffer(hold)).toMatch(/a=(inactive|recvonly)/);
      house.pass(59_000);
      await settled();
      expect(invitation.leg.hungUp).toEqual([]);
      house.pass(2_000);
      await settled();
      expect(invitation.leg.hungUp).toEqual(['held-too-long']);
      expectNothingLeft();
      house.nowMs += 5_000;
    }
    expect(told().filter(({ $case }) => $case === 'lineHeld')).toHaveLength(3);
  });

  it('tells a hold and its end, also of a line that was held from the start', async () => {
    const invitation = await invite(Object.assign(new FakeInvitation(), { sdp: sdpOf(4_000, 'a=sendonly') }));
    invitation.events?.onOffer(sdpOf(4_000));
    invitation.events?.onOffer(sdpOf(4_000));
    await settled();
    expect(told().map(({ $case }) => $case)).toEqual(['attach', 'lineHeld', 'lineResumed']);
  });

  it('makes the offer when the caller makes none, and begins with the answer in the ACK', async () => {
    const invitation = await invite(Object.assign(new FakeInvitation(), { sdp: '' }));
    expect(invitation.answeredSdp).toContain('RTP/AVP 0 8 101');
    expect(house.legs.size).toBe(0);
    invitation.events?.onAnswer?.(sdpOf(4_000));
    await settled();
    house.pass(100, 0);
    expect(house.legs.size).toBe(1);
  });

  it.each([
    [
      'answers with nothing of ours',
      (invitation: FakeInvitation) => invitation.events?.onAnswer?.('hello'),
      ['no-common-codec'],
    ],
    ['never answers', (invitation: FakeInvitation) => invitation.events?.onEnded('ack-timeout'), []],
  ])('gives up a late offer that the caller %s', async (_how, act, hungUp) => {
    const invitation = await invite(Object.assign(new FakeInvitation(), { sdp: '' }));
    act(invitation);
    await settled();
    expect(invitation.leg.hungUp).toEqual(hungUp);
    expectNothingLeft();
  });

  it('gives a re-INVITE a higher version, and refuses one without a codec of ours', async () => {
    const { events } = await invite();
    expect(events?.onOffer(sdpOf(4_002))).toMatch(/^o=- \d+ 2 /m);
    expect(events?.onOffer('')).toMatch(/^o=- \d+ 3 /m);
    expect(events?.onOffer(sdpOf(4_000).replace('RTP/AVP 0', 'RTP/AVP 18'))).toBeUndefined();
  });

  it('records the first source once, however often it changes', async () => {
    await invite();
    for (let ssrc = 1; ssrc <= 5; ssrc += 1) house.pass(200, 0, ssrc);
    expect((await record()).filter((type) => type === 'MediaStarted')).toHaveLength(1);
  });

  it('hangs up on everybody when it closes, and gives back those whose BYE nobody answers', async () => {
    const invitation = await invite();
    invitation.leg.hangUp = () => new Promise(() => undefined);
    const closing = switchboard.close();
    await settled();
    jest.advanceTimersByTime(3_000);
    await closing;
    expectNothingLeft();
  });
});
