import { HumanLeg } from './human-leg';
import { FakeLeg, FakeTelephony, House, sdpOf, settled } from './telephone.double';

describe("a human agent's leg", () => {
  let house: House;
  let telephony: FakeTelephony;
  let told: string[];
  let leg: HumanLeg;

  beforeEach(() => {
    jest.useFakeTimers();
    house = new House();
    telephony = new FakeTelephony();
    told = [];
    leg = new HumanLeg({
      telephony,
      ticker: house,
      ports: house.ports,
      mediaHost: '127.0.0.1',
      clock: house.clock,
      targetUri: 'sip:ana@192.0.2.1',
      ringMsMax: 5_000,
      mediaLostMsMax: 15_000,
      heldMsMax: 60_000,
      headers: {},
      onState: (state, cause) => told.push(cause ? `${state} ${cause}` : state),
      openRtp: house.openRtp,
    });
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  /** However it ends: the port is back, the socket closed once, nobody ticks. */
  const expectNothingLeft = (): void => {
    expect(house.ports.out).toBe(0);
    expect(house.legs.size).toBe(0);
    expect(house.rtpSockets.map(({ closes }) => closes)).toEqual(house.rtpSockets.map(() => 1));
  };

  const dial = async (): Promise<void> => {
    leg.dial().catch(() => undefined);
    await settled();
  };

  const answered = async (sdp = sdpOf(4_000)): Promise<FakeLeg> => {
    await dial();
    const human = new FakeLeg(sdp);
    telephony.answer(human);
    await settled();
    return human;
  };

  it('rings, is answered, and is bridged once 200 ms of audio have come', async () => {
    await dial();
    telephony.last?.onRinging();
    telephony.answer(new FakeLeg());
    await settled();
    expect(told).toEqual(['ringing', 'answered']);
    house.pass(1_000, 0);
    expect(told).toEqual(['ringing', 'answered', 'bridged']);
    expect(leg.isBridged).toBe(true);
    leg.drop('caller-left');
    expect(told.at(-1)).toBe('ended caller-left');
    expectNothingLeft();
  });

  it('fails without audio, and hangs up', async () => {
    const human = await answered();
    house.pass(5_100);
    expect(told.at(-1)).toBe('failed no-media');
    expect(human.hungUp).toEqual(['no-media']);
    expectNothingLeft();
  });

  it('fails as it was refused', async () => {
    await dial();
    telephony.refuse(486);
    await settled();
    expect(told).toEqual(['failed sip-486']);
    expectNothingLeft();
  });

  it('fails as unanswered when it has rung for too long', async () => {
    await dial();
    jest.advanceTimersByTime(5_000);
    await settled();
    expect(told).toEqual(['failed no-answer']);
    expectNothingLeft();
  });

  it('says why it was dropped while it rang', async () => {
    await dial();
    telephony.last?.onRinging();
    leg.drop('withdrawn');
    await settled();
    expect(told).toEqual(['ringing', 'failed withdrawn']);
    expectNothingLeft();
  });

  it('sends no INVITE when it is dropped before', async () => {
    const dialing = leg.dial();
    leg.drop('withdrawn');
    await dialing;
    expect(telephony.dials).toEqual([]);
    expect(told).toEqual(['failed withdrawn']);
    expectNothingLeft();
  });

  it('hangs up an answer that crossed the cancellation', async () => {
    await dial();
    const human = new FakeLeg();
    telephony.answer(human);
    leg.drop('caller-left');
    await settled();
    expect(human.hungUp).toEqual(['not wanted any more']);
    expect(told).toEqual(['failed caller-left']);
    expectNothingLeft();
  });

  it('is over when the human hangs up in the moment of the answer', async () => {
    await dial();
    telephony.answer(new FakeLeg());
    telephony.last?.events.onEnded('hung-up');
    await settled();
    expect(told).toEqual(['failed agent-hung-up']);
    expectNothingLeft();
  });

  it('fails when dialling itself fails', async () => {
    telephony.fails = true;
    await dial();
    expect(told).toEqual(['failed platform-error']);
    expectNothingLeft();
  });

  it('fails without a port', async () => {
    const taken = [house.ports.take(0), house.ports.take(0)];
    await dial();
    expect(told).toEqual(['failed no-rtp-port']);
    for (const port of taken) house.ports.give(port ?? 0, 0);
    expectNothingLeft();
  });

  it('hangs up on a phone without a codec of ours, or without an address to send to', async () => {
    const human = await answered(sdpOf(4_000).replace('RTP/AVP 0', 'RTP/AVP 18'));
    expect(human.hungUp).toEqual(['not wanted any more']);
    expect(told).toEqual(['failed no-common-codec']);
    expectNothingLeft();
  });

  it('ends a bridged leg whose audio has stopped, later while the human holds it', async () => {
    await answered();
    house.pass(1_000, 0);
    house.pass(14_000);
    expect(telephony.last?.events.onOffer(sdpOf(4_000, 'a=sendonly'))).toContain('a=recvonly');
    house.pass(50_000);
    expect(leg.isBridged).toBe(true);
    expect(telephony.last?.events.onOffer(sdpOf(4_000))).toContain('a=sendrecv');
    house.pass(15_100);
    expect(told.at(-1)).toBe('ended media-lost');
    expectNothingLeft();
  });

  it('holds no more than 60 ms between the two', async () => {
    await answered();
    house.pass(1_000, 0);
    for (let frames = 1; frames <= 10; frames += 1) {
      leg.hear(new Uint8Array(160));
      house.talk(0);
    }
    house.pass(400, 0);
    const first = Array.from({ length: 4 }, () => leg.next()[0]);
    expect(first.filter((byte) => byte === 0x12)).toHaveLength(3);
    leg.fault();
    expect(told.at(-1)).toBe('ended platform-error');
    expectNothingLeft();
  });
});
