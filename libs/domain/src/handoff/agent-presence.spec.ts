// Specs of the human agent's decider.
import { fold } from '@trunkline/event-sourcing';
import { agentDecider, type AgentEvent, type AgentInput } from './agent-presence';

type Told = AgentInput extends infer I ? (I extends AgentInput ? Omit<I, 'inputId'> : never) : never;
const given = (...events: readonly AgentEvent[]) => ({
  when: (told: Told) =>
    agentDecider.decide(fold(agentDecider, agentDecider.initial, events), {
      ...told,
      inputId: 'i',
    }),
});
const ready: AgentEvent = { type: 'AgentReady', v: 1, since: 10 };
const reserved: AgentEvent = { type: 'AgentReserved', v: 1, offerId: 'o1', handoffId: 'h1', leaseUntil: 90 };
const engaged: AgentEvent = { type: 'AgentEngaged', v: 1, offerId: 'o1' };
const settle = (outcome: Extract<AgentInput, { type: 'SettleOffer' }>['outcome']) =>
  ({ type: 'SettleOffer', offerId: 'o1', outcome, at: 50 }) as const;
const reserve = { type: 'ReserveAgent', offerId: 'o1', handoffId: 'h1', leaseUntil: 90, at: 20 } as const;

describe('a human agent', () => {
  it('is away until they say that they are ready', () => {
    expect(given().when(reserve)).toEqual([]);
    expect(given().when({ type: 'SetPresence', to: 'ready', because: 'chosen', at: 10 })).toEqual([ready]);
  });

  it('gets one offer at a time', () => {
    expect(given(ready).when(reserve)).toEqual([reserved]);
    expect(given(ready, reserved).when({ ...reserve, offerId: 'o2' })).toEqual([]);
  });

  it('is ready again after an offer that was declined or withdrawn', () => {
    expect(given(ready, reserved).when(settle('declined'))).toEqual([
      { type: 'AgentReady', v: 1, since: 50 },
    ]);
    expect(given(ready, reserved).when(settle('withdrawn'))).toEqual([
      { type: 'AgentReady', v: 1, since: 50 },
    ]);
  });

  it('is away after two missed offers in a row', () => {
    const once = given(ready, reserved).when(settle('expired'));
    expect(once.map(({ type }) => type)).toEqual(['OfferMissed', 'AgentReady']);
    const twice = given(ready, reserved, ...once, reserved).when(settle('expired'));
    expect(twice).toEqual([
      { type: 'OfferMissed', v: 1, offerId: 'o1', missed: 2 },
      { type: 'AgentAway', v: 1, because: 'no-answer' },
    ]);
  });

  it('starts counting anew after an answer', () => {
    const missed = given(ready, reserved).when(settle('expired'));
    const answered = given(ready, reserved, ...missed, reserved, engaged, ready, reserved).when(
      settle('expired'),
    );
    expect(answered.map(({ type }) => type)).toEqual(['OfferMissed', 'AgentReady']);
  });

  it('is away when their phone could not be reached, so that the next caller is not sent there', () => {
    expect(given(ready, reserved, engaged).when(settle('phone-failed'))).toEqual([
      { type: 'AgentAway', v: 1, because: 'phone-failed' },
    ]);
  });

  it('goes away after the work at hand, if they chose so meanwhile', () => {
    const chosen = given(ready, reserved, engaged).when({
      type: 'SetPresence',
      to: 'away',
      because: 'chosen',
      at: 30,
    });
    expect(chosen).toEqual([{ type: 'NextPresenceChosen', v: 1, next: 'away' }]);
    const wrapping: AgentEvent = { type: 'AgentWrappingUp', v: 1, offerId: 'o1' };
    expect(given(ready, reserved, engaged, ...chosen, wrapping).when(settle('done'))).toEqual([
      { type: 'AgentAway', v: 1, because: 'chosen' },
    ]);
  });

  it('is not held by a reservation that nothing came of', () => {
    expect(
      given(ready, reserved).when({ type: 'TimerFired', timerId: 'reservation', at: 90, answers: 'x' }),
    ).toEqual([{ type: 'AgentReady', v: 1, since: 90 }]);
  });

  it('does not listen to the end of another offer', () => {
    expect(given(ready, reserved).when({ ...settle('expired'), offerId: 'o0' })).toEqual([]);
  });
});
