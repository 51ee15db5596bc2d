import { silentLogger } from '@trunkline/runtime';
import { readConfig } from '../config';
import { type BridgeOrder, Bridges } from './bridges';
import { type HumanLeg } from './human-leg';
import { FakeLeg, FakeTelephony, House, settled } from './telephone.double';

const order = (bridgeId: string, callId = 'c1'): BridgeOrder => ({
  callId,
  bridgeId,
  targetUri: 'sip:ana@192.0.2.1',
  userToUser: 'abc',
  sessionId: '',
  ringMsMax: 0,
});

describe('bridges', () => {
  let house: House;
  let telephony: FakeTelephony;
  let bridges: Bridges;
  let noted: string[];
  let taken: Promise<boolean>;
  const session: { human: HumanLeg | undefined } = { human: undefined };

  beforeEach(() => {
    jest.useFakeTimers();
    house = new House();
    telephony = new FakeTelephony();
    noted = [];
    taken = Promise.resolve(true);
    session.human = undefined;
    bridges = new Bridges(
      {
        telephony,
        ticker: house,
        ports: house.ports,
        config: readConfig({}),
        log: silentLogger,
        clock: house.clock,
        wallMs: house.clock,
        openRtp: house.openRtp,
      },
      (callId) => (callId === 'c1' ? session : undefined),
      {
        request: () => taken,
        note: (_callId, { bridgeId, state, cause }) =>
          noted.push(`${bridgeId} ${state} ${cause ?? ''}`.trim()),
      },
    );
  });
  afterEach(() => {
    bridges.drop('c1', 'test-over');
    jest.runAllTimers();
    jest.useRealTimers();
  });

  const follow = (bridgeId: string): string[] => {
    const states: string[] = [];
    bridges.watch(bridgeId, ({ state, cause }) => states.push(`${state} ${cause}`.trim()));
    return states;
  };
  const dial = async (bridgeId: string): Promise<void> => {
    bridges.dial('c1', { bridgeId, targetUri: 'sip:ana@192.0.2.1' });
    await settled();
  };

  it('tells how far it is at once, and then each step, until both can talk', async () => {
    bridges.request(order('b1'));
    const states = follow('b1');
    await dial('b1');
    telephony.last?.onRinging();
    telephony.answer(new FakeLeg());
    await settled();
    house.pass(1_000, 0);
    expect(states).toEqual(['dialing', 'ringing', 'answered', 'bridged']);
    expect(noted).toEqual(['b1 ringing', 'b1 answered', 'b1 bridged']);
    expect(session.human?.isBridged).toBe(true);
    expect(telephony.last?.headers).toEqual({ 'User-to-User': 'abc' });
  });

  it('asked again with the same id attaches to the bridge that is', async () => {
    bridges.request(order('b1'));
    await dial('b1');
    telephony.last?.onRinging();
    bridges.request(order('b1'));
    await dial('b1');
    expect(follow('b1')).toEqual(['ringing']);
    expect(telephony.dials).toHaveLength(1);
  });

  it('names why it failed, to those who ask later too', async () => {
    bridges.request(order('b1'));
    const states = follow('b1');
    await dial('b1');
    telephony.refuse(486);
    await settled();
    expect([states.at(-1), follow('b1')]).toEqual(['failed sip-486', ['failed sip-486']]);
  });

  it('fails at once for a line that is not here', () => {
    bridges.request(order('b1', 'c9'));
    expect(follow('b1')).toEqual(['failed no-such-line']);
  });

  it('fails when the line does not take it, and when that cannot be recorded', async () => {
    taken = Promise.resolve(false);
    bridges.request(order('b1'));
    taken = Promise.reject(new Error('store down'));
    bridges.request(order('b2'));
    await settled();
    expect([follow('b1'), follow('b2')]).toEqual([['failed line-not-free'], ['failed platform-error']]);
  });

  it('never dials what was withdrawn before', async () => {
    bridges.request(order('b1'));
    expect(bridges.drop('c1', 'withdrawn', 'b1')).toBe(true);
    await dial('b1');
    expect(telephony.dials).toEqual([]);
    expect(noted).toEqual(['b1 failed withdrawn']);
    expect(house.ports.out).toBe(0);
  });

  it('ends when the caller leaves', async () => {
    bridges.request(order('b1'));
    const states = follow('b1');
    await dial('b1');
    const human = new FakeLeg();
    telephony.answer(human);
    await settled();
    house.pass(1_000, 0);
    bridges.drop('c1', 'caller-left');
    expect(states.at(-1)).toBe('ended caller-left');
    expect(human.hungUp).toEqual(['caller-left']);
    expect([house.ports.out, house.legs.size]).toEqual([0, 0]);
    expect(bridges.drop('c9', 'caller-left')).toBe(false);
  });

  it('does not ring for longer than two minutes, whatever it is told', async () => {
    bridges.request({ ...order('b1'), ringMsMax: 4_294_967_295 });
    await dial('b1');
    jest.advanceTimersByTime(119_999);
    await settled();
    expect(follow('b1')).toEqual(['dialing']);
    jest.advanceTimersByTime(1);
    await settled();
    expect(follow('b1')).toEqual(['failed no-answer']);
  });

  it('remembers the last 256 outcomes, and every bridge that is not over', async () => {
    bridges.request(order('open'));
    for (let count = 1; count <= 300; count += 1) bridges.request(order(`b${count}`, 'c9'));
    expect(follow('open')).toEqual(['dialing']);
    expect([follow('b1'), follow('b300')]).toEqual([[], ['failed no-such-line']]);
  });
});
