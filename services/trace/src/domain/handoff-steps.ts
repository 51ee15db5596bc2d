// The steps of a hand-off in words: from the call's side until the fence, from the hand-off's own stream after it.
import { type CallEvent, type HandoffProgressed } from '@trunkline/domain/call/events';
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
    case 'HandoffProgressed':
      return event.fromHuman ? { step: 'human-lost', what: lossText(event) } : undefined;
    default:
      return undefined;
  }
};

/** For a hand-off that the desk has no stream of. */
export const progressText = ({ state, cause }: HandoffProgressed): string =>
  `hand-off ${state}${cause === undefined ? '' : `: ${cause}`}`;

const lossText = (event: HandoffProgressed): string =>
  event.state === 'queued'
    ? 'the human agent is lost: the caller waits again'
    : `the human agent is lost, and nobody else comes (${progressText(event)})`;

export const handoffStep = (event: HandoffEvent): Told | undefined =>
  beforeBridge(event) ?? fromBridge(event);

const beforeBridge = (event: HandoffEvent): Told | undefined => {
  switch (event.type) {
    case 'HandoffOpened':
      return { step: 'opened', what: 'the desk takes the hand-off up' };
    case 'PacketFrozen':
      return { step: 'packet-frozen', what: `packet frozen as of event ${event.asOfVersion}` };
    case 'PacketRevised':
      return { step: 'packet-revised', what: `packet revised (${event.revision})` };
    case 'HandoffQueued':
      return { step: 'queued', what: `waits in queue ${event.queue} (${event.because})` };
    case 'NoAgentFree':
      return { step: 'no-agent-free', what: `no human agent is free: ${event.cause}` };
    case 'ExclusionsLifted':
      return { step: 'asked-again', what: 'whoever declined or missed an offer may be asked again' };
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
    case 'WrapUpExtended':
      return { step: 'wrap-up-extended', what: 'more time for the notes' };
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
