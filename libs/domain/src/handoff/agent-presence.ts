// The human agent's decider, stream `agent/<tenantId>:<agentId>`: one offer at a time, and away after two missed ones.
import {
  type ClearTimer,
  type Decider,
  type EpochMs,
  type Input,
  type SetTimer,
  type TimerFired,
} from '@trunkline/event-sourcing';
import { type SettleAgent } from './effects';

export type HumanAgent =
  | (Common & { readonly status: 'away'; readonly because: AwayBecause })
  | (Common & { readonly status: 'ready'; readonly since: EpochMs })
  | (Common & Reserved & { readonly status: 'offered' })
  | (Common & Reserved & { readonly status: 'busy' })
  | (Common & Reserved & { readonly status: 'wrap-up' });

interface Common {
  /** Offers that ran out since the last answer. */
  readonly missed: number;
  /** Wanted after the work at hand. */
  readonly next: 'ready' | 'away';
}

interface Reserved {
  readonly offerId: string;
  readonly handoffId: string;
}

export type AwayBecause = 'chosen' | 'no-answer' | 'phone-failed' | 'disconnected' | 'signed-out';

interface Fact<T extends string> {
  readonly type: T;
  readonly v: 1;
}

export type AgentEvent =
  | (Fact<'AgentReady'> & { readonly since: EpochMs })
  | (Fact<'AgentAway'> & { readonly because: AwayBecause })
  /** Takes effect when the work at hand is done. */
  | (Fact<'NextPresenceChosen'> & { readonly next: 'ready' | 'away' })
  | (Fact<'AgentReserved'> & Reserved & { readonly leaseUntil: EpochMs })
  | (Fact<'AgentEngaged'> & { readonly offerId: string })
  | (Fact<'OfferMissed'> & { readonly offerId: string; readonly missed: number })
  | (Fact<'AgentWrappingUp'> & { readonly offerId: string });

interface AgentInputOf<T extends string> extends Input {
  readonly type: T;
}

export type AgentInput =
  | (AgentInputOf<'SetPresence'> & { readonly to: 'ready' | 'away'; readonly because: AwayBecause })
  | (AgentInputOf<'ReserveAgent'> & Reserved & { readonly leaseUntil: EpochMs })
  | (AgentInputOf<'SettleOffer'> & { readonly offerId: string; readonly outcome: SettleAgent['outcome'] })
  | TimerFired;

/** In a row; then the agent is away until they say otherwise. */
export const MISSED_MAX = 2;

export const agentDecider: Decider<HumanAgent, AgentInput, AgentEvent, SetTimer | ClearTimer> = {
  category: 'agent',
  initial: { status: 'away', because: 'signed-out', missed: 0, next: 'ready' },
  decide: (agent, input) => decide(agent, input),
  evolve: (agent, event) => evolve(agent, event),
  effects: (event) => effects(event),
  isFinal: () => false,
};

const decide = (agent: HumanAgent, input: AgentInput): readonly AgentEvent[] => {
  switch (input.type) {
    case 'SetPresence':
      return setPresence(agent, input);
    case 'ReserveAgent': {
      if (agent.status !== 'ready') return [];
      const { offerId, handoffId, leaseUntil } = input;
      return [{ type: 'AgentReserved', v: 1, offerId, handoffId, leaseUntil }];
    }
    case 'SettleOffer':
      return 'offerId' in agent && agent.offerId === input.offerId ? settle(agent, input) : [];
    case 'TimerFired':
      return agent.status === 'offered' ? [free(agent, input.at)] : [];
  }
};

type Of<T extends AgentInput['type']> = Extract<AgentInput, { type: T }>;
type AtWork = Extract<HumanAgent, { offerId: string }>;

const setPresence = (agent: HumanAgent, { to, because, at }: Of<'SetPresence'>): readonly AgentEvent[] => {
  if ('offerId' in agent) return agent.next === to ? [] : [{ type: 'NextPresenceChosen', v: 1, next: to }];
  if (to === 'ready') return agent.status === 'ready' ? [] : [{ type: 'AgentReady', v: 1, since: at }];
  return agent.status === 'away' && agent.because === because ? [] : [{ type: 'AgentAway', v: 1, because }];
};

const settle = (agent: AtWork, { outcome, offerId, at }: Of<'SettleOffer'>): readonly AgentEvent[] => {
  switch (outcome) {
    case 'accepted':
      return agent.status === 'offered' ? [{ type: 'AgentEngaged', v: 1, offerId }] : [];
    case 'ended':
      return agent.status === 'busy' ? [{ type: 'AgentWrappingUp', v: 1, offerId }] : [];
    case 'expired':
      return missed(agent, at);
    case 'phone-failed':
      return [{ type: 'AgentAway', v: 1, because: 'phone-failed' }];
    case 'declined':
    case 'withdrawn':
    case 'done':
      return [free(agent, at)];
  }
};

const missed = (agent: AtWork, at: EpochMs): readonly AgentEvent[] => {
  const count = agent.missed + 1;
  const event: AgentEvent = { type: 'OfferMissed', v: 1, offerId: agent.offerId, missed: count };
  return count < MISSED_MAX
    ? [event, free(agent, at)]
    : [event, { type: 'AgentAway', v: 1, because: 'no-answer' }];
};

const free = (agent: HumanAgent, at: EpochMs): AgentEvent =>
  agent.next === 'away'
    ? { type: 'AgentAway', v: 1, because: 'chosen' }
    : { type: 'AgentReady', v: 1, since: at };

const evolve = (agent: HumanAgent, event: AgentEvent): HumanAgent => {
  switch (event.type) {
    case 'AgentReady':
      return { status: 'ready', since: event.since, missed: agent.missed, next: 'ready' };
    case 'AgentAway':
      return { status: 'away', because: event.because, missed: 0, next: 'ready' };
    case 'NextPresenceChosen':
      return { ...agent, next: event.next };
    case 'AgentReserved': {
      const { offerId, handoffId } = event;
      return { status: 'offered', offerId, handoffId, missed: agent.missed, next: agent.next };
    }
    case 'OfferMissed':
      return { ...agent, missed: event.missed };
    case 'AgentEngaged':
      return 'offerId' in agent ? { ...agent, status: 'busy', missed: 0 } : agent;
    case 'AgentWrappingUp':
      return 'offerId' in agent ? { ...agent, status: 'wrap-up' } : agent;
  }
};

const effects = (event: AgentEvent): readonly (SetTimer | ClearTimer)[] => {
  switch (event.type) {
    case 'AgentReserved':
      return [{ type: 'SetTimer', timerId: 'reservation', dueAt: event.leaseUntil }];
    case 'AgentReady':
    case 'AgentAway':
    case 'AgentEngaged':
      return [{ type: 'ClearTimer', timerId: 'reservation' }];
    case 'NextPresenceChosen':
    case 'OfferMissed':
    case 'AgentWrappingUp':
      return [];
  }
};
