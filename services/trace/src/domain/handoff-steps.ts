// The steps of a hand-off in words: from the call's side until the fence, from the hand-off's own stream after it.
import { type CallEvent } from '@trunkline/domain/call/events';
import { type HandoffEvent } from '@trunkline/domain/handoff/events';
import { type HandoffStep } from './timeline-entry';

export type Told = Pick<HandoffStep, 'step' | 'what'>;

export const handoffStepOfCall = (event: CallEvent): Told | undefined => {
  switch (event.type) {
    case 'HandoffRequested':
      return {
        step: 'requested',
        what: `hand-off to ${event.queue}: ${event.reason} (${event.trigger})`,
      };
    case 'FenceRaised':
      return { step: 'fence-raised', what: 'fence up: the voice agent may not act any more' };
    case 'SideEffectsFenced': {
      const { settled, inDoubt, notStarted } = event;
      const counts = `${settled.length} settled, ${inDoubt.length} in doubt, ${notStarted.length} not started`;
      return { step: 'fenced', what: `every action accounted for: ${counts}` };
    }
    default:
      return undefined;
  }
};

export const handoffStep = (event: HandoffEvent): Told | undefined =>
  beforeBridge(event) ?? fromBridge(event);

const beforeBridge = (event: HandoffEvent): Told | undefined => {
  switch (event.type) {
    case 'PacketFrozen':
      return { step: 'packet-frozen', what: `packet frozen as of event ${event.asOfVersion}` };
    case 'PacketRevised':
      return { step: 'packet-revised', what: `packet revised (${event.revision})` };
    case 'HandoffQueued':
      return { step: 'queued', what: `waits in queue ${event.queue} (${event.because})` };
    case 'NoAgentFree':
      return { step: 'no-agent-free', what: `no human agent is free: ${event.cause}` };
    case 'OfferMade':
      return { step: 'offered', what: `offered to ${event.agentName}` };
    case 'OfferDeclined':
      return { step: 'declined', what: `${event.agentId} declines: ${event.because}` };
    case 'OfferExpired':
      return { step: 'offer-expired', what: `${event.agentId} did not answer the offer` };
    case 'OfferWithdrawn':
      return { step: 'offer-withdrawn', what: `the offer to ${event.agentId} is taken back` };
    case 'OfferAccepted':
      return { step: 'accepted', what: `${event.agentId} accepts` };
    default:
      return undefined;
  }
};

const fromBridge = (event: HandoffEvent): Told | undefined => {
  switch (event.type) {
    case 'BridgeProgressed':
      return { step: `bridge-${event.state}`, what: `the human agent's telephone: ${event.state}` };
    case 'CallBridged':
      return { step: 'bridged', what: `${event.agentId} speaks with the caller` };
    case 'BridgeFailed':
      return { step: 'bridge-failed', what: `${event.agentId} could not be reached: ${event.cause}` };
    case 'HumanLegEnded':
      return {
        step: 'human-leg-ended',
        what: `the conversation with ${event.agentId} is over: ${event.cause}`,
      };
    case 'HandoffCompleted':
      return {
        step: 'completed',
        what: `completed by ${event.by}: ${event.disposition}, packet ${event.rating}`,
      };
    case 'HandoffAbandoned':
      return { step: 'abandoned', what: `abandoned while ${event.during}: ${event.because}` };
    case 'HandoffFailed':
      return { step: 'failed', what: `failed at ${event.step}: ${event.cause}` };
    case 'NoAgentAvailable':
      return { step: 'no-agent', what: `no human agent came: ${event.cause}` };
    default:
      return undefined;
  }
};
