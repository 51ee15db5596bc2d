// The deciders of production, and the same with a planted fault wrapped around them.
import { action, call, line } from '@trunkline/domain';
import { agentDecider, handoffDecider } from '@trunkline/domain/handoff/index';
import { type Flow } from '@trunkline/flow';
import { type ActionDecider, type CallDecider, type Deciders } from '../invariants/deciders';
import { rememberedLanguage } from '../world/remembered-language';
import { type Planted } from './planted';

export const decidersOf = (flow: Flow, planted?: Planted): Deciders => ({
  call: plantedCall(flow, planted),
  action: plantedAction(planted),
  handoff: handoffDecider,
  agent: agentDecider,
  line: line.lineDecider,
});

const plantedCall = (flow: Flow, planted: Planted): CallDecider => {
  const sound = call.callDecider(flow, rememberedLanguage);
  if (planted === 'budget-ignored') return call.callDecider(withoutLimits(flow), rememberedLanguage);
  if (planted === 'early-yes-counts')
    return { ...sound, decide: (state, input) => sound.decide(withoutReadBackEnd(state), input) };
  if (planted === 'drain-ignored')
    return { ...sound, decide: (state, input) => sound.decide(withoutDrain(state), input) };
  if (planted === 'speaks-after-bridge')
    return { ...sound, decide: (state, input) => withGoodWishes(sound.decide(state, input)) };
  if (planted === 'timer-forgotten')
    return { ...sound, effects: (event) => sound.effects(event).filter(({ type }) => type !== 'SetTimer') };
  return sound;
};

/** A read-back that is under way counts as heard. */
const withoutReadBackEnd = (state: call.Call): call.Call => {
  if (state.status !== 'live') return state;
  const { confirmation } = state;
  if (confirmation.status !== 'reading' && confirmation.status !== 'awaiting') return state;
  return { ...state, confirmation: { ...confirmation, status: 'awaiting', endedMs: 0 } };
};

/** Told of it, and thinks nothing of it. */
const withoutDrain = (state: call.Call): call.Call =>
  state.status === 'live' ? { ...state, drainedBy: undefined } : state;

const withoutLimits = (flow: Flow): Flow => ({
  ...flow,
  limits: {
    ...flow.limits,
    callMsMax: 3_600_000,
    turnsMax: 1_000_000,
    spendMicrosMax: 1_000_000_000,
    spendPerDayMicrosMax: 1_000_000_000,
  },
});

const withGoodWishes = (events: readonly call.CallEvent[]): readonly call.CallEvent[] =>
  events.some((event) => event.type === 'HandoffProgressed' && event.state === 'bridged')
    ? [
        ...events,
        {
          type: 'PromptQueued',
          v: 1,
          promptId: 'p999',
          kind: 'handoff',
          phrase: 'getting_colleague',
          sentences: ['You are through now.'],
          cacheable: true,
          bargeIn: false,
          claims: [],
        },
      ]
    : events;

const plantedAction = (planted: Planted): ActionDecider => {
  const sound = action.actionDecider;
  if (planted === 'absent-believed')
    return { ...sound, decide: (state, input) => sound.decide(withoutHorizon(state), input) };
  if (planted === 'rejected-retry-believed')
    return { ...sound, decide: (state, input) => sound.decide(withoutDoubt(state, input), input) };
  return sound;
};

/** Nothing is ever still on its way. */
const withoutHorizon = (state: action.Action): action.Action =>
  state.status === 'none' ? state : { ...state, quietFromAt: 0 - state.reserved.terms.inFlightMsMax };

/** A refusal speaks for all attempts. */
const withoutDoubt = (state: action.Action, input: action.ActionInput): action.Action =>
  state.status !== 'none' && input.type === 'NoteAttempt' && input.class === 'rejected'
    ? { ...state, isInDoubt: false }
    : state;
