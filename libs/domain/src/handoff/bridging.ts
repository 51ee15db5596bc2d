// From an accepted offer to the end of the wrap-up: dialling, the bridge, what counts as its loss, and the way back.
import { type EpochMs, type TimerFired } from '@trunkline/event-sourcing';
import { type HandoffEvent } from './events';
import { type CancelHandoff, type CompleteWrapUp, type HandoffInput, type NoteBridge } from './inputs';
import { type TimerName } from './life-cycle';
import { type Accepted, type Bridged, type Handoff, type Offered, type WrapUp } from './state';

/** A human leg that ends this soon after the bridge leaves the caller alone: they wait on in the queue. */
const TALK_MS_MIN = 1_000;
/** A caller whose bridge failed waits at least this long again. */
const REQUEUE_MS_MIN = 30_000;
const EXTENSIONS_MAX = 5;
/** Ends of a bridge that are not a loss: somebody hung up. */
const HUNG_UP: ReadonlySet<string> = new Set(['agent-hung-up', 'caller-left', 'cancelled']);

export const whileAccepted = (handoff: Accepted, input: HandoffInput): readonly HandoffEvent[] => {
  if (input.type === 'NoteBridge' && input.bridgeId === handoff.bridgeId) return progress(handoff, input);
  if (isTimer(input, 'bridge')) return bridgeFailed(handoff, 'timeout', input.at);
  if (input.type === 'CancelHandoff') return [withdrawn(handoff), abandoned(handoff, input)];
  return [];
};

const progress = (handoff: Accepted, input: NoteBridge): readonly HandoffEvent[] => {
  switch (input.state) {
    case 'dialing':
    case 'ringing':
    case 'answered':
      return [{ type: 'BridgeProgressed', v: 1, bridgeId: input.bridgeId, state: input.state }];
    case 'bridged': {
      const { agentId } = handoff.offer;
      const talkUntil = input.at + handoff.terms.talkMsMax;
      return [
        { type: 'CallBridged', v: 1, bridgeId: input.bridgeId, agentId, bridgedAt: input.at, talkUntil },
      ];
    }
    case 'failed':
    case 'ended':
      if (input.cause !== 'caller-left') return bridgeFailed(handoff, input.cause, input.at);
      return [
        withdrawn(handoff),
        { type: 'HandoffAbandoned', v: 1, during: 'accepted', because: 'caller-left' },
      ];
  }
};

export const whileBridged = (handoff: Bridged, input: HandoffInput): readonly HandoffEvent[] => {
  if (input.type === 'NoteBridge' && input.bridgeId === handoff.bridgeId) {
    if (input.state !== 'ended' && input.state !== 'failed') return [];
    return isLoss(handoff, input)
      ? bridgeFailed(handoff, input.cause, input.at)
      : [humanLegEnded(handoff, input.cause, input.at)];
  }
  if (isTimer(input, 'talk')) return [humanLegEnded(handoff, 'limit', input.at)];
  if (input.type === 'CancelHandoff') return [humanLegEnded(handoff, 'caller-left', input.at)];
  return [];
};

const isLoss = (handoff: Bridged, input: NoteBridge): boolean =>
  !HUNG_UP.has(input.cause) ||
  (input.cause === 'agent-hung-up' && input.at - handoff.bridgedAt < TALK_MS_MIN);

export const whileWrappingUp = (handoff: WrapUp, input: HandoffInput): readonly HandoffEvent[] => {
  const { agentId } = handoff.offer;
  if (input.type === 'CompleteWrapUp' && input.agentId === agentId) return [completed(handoff, input)];
  if (input.type === 'ExtendWrapUp' && input.agentId === agentId && handoff.extensions < EXTENSIONS_MAX) {
    return [{ type: 'WrapUpExtended', v: 1, wrapUpUntil: input.at + handoff.terms.wrapUpMsMax }];
  }
  if (isTimer(input, 'wrap-up')) return [completed(handoff, undefined)];
  return [];
};

const completed = (handoff: WrapUp, input: CompleteWrapUp | undefined): HandoffEvent => ({
  type: 'HandoffCompleted',
  v: 1,
  offerId: handoff.offer.offerId,
  agentId: handoff.offer.agentId,
  by: input ? 'human-agent' : 'timer',
  disposition: input?.disposition ?? 'not-stated',
  rating: input?.rating ?? 'not-stated',
  callerRepeated: input?.callerRepeated ?? false,
});

const bridgeFailed = (handoff: Accepted | Bridged, cause: string, at: EpochMs): readonly HandoffEvent[] => {
  const { offerId, agentId } = handoff.offer;
  return [
    { type: 'BridgeFailed', v: 1, offerId, agentId, bridgeId: handoff.bridgeId, cause },
    handoff.bridges >= handoff.terms.bridgesMax
      ? failed('bridge', cause)
      : requeued(handoff, handoff.status === 'bridged' ? 'agent-lost' : 'bridge-failed', at),
  ];
};

type Requeue = 'declined' | 'expired' | 'bridge-failed' | 'agent-lost';

/** Back to the queue, unless the caller has waited long enough or enough agents have been asked. */
export const requeued = (
  handoff: Offered | Accepted | Bridged,
  because: Requeue,
  at: EpochMs,
): HandoffEvent => {
  const hadAgent = because === 'bridge-failed' || because === 'agent-lost';
  const waitUntil = hadAgent ? Math.max(handoff.waitUntil, at + REQUEUE_MS_MIN) : handoff.waitUntil;
  if (handoff.offers >= handoff.terms.offersMax) return failed('offer', 'offers-max');
  if (at >= waitUntil) return { type: 'NoAgentAvailable', v: 1, cause: 'max_wait' };
  const { queue, priority } = handoff;
  return { type: 'HandoffQueued', v: 1, queue, priority, because, queuedAt: at, waitUntil };
};

const humanLegEnded = (handoff: Bridged, cause: string, at: EpochMs): HandoffEvent => ({
  type: 'HumanLegEnded',
  v: 1,
  offerId: handoff.offer.offerId,
  agentId: handoff.offer.agentId,
  bridgeId: handoff.bridgeId,
  cause,
  endedAt: at,
  wrapUpUntil: at + handoff.terms.wrapUpMsMax,
});

const withdrawn = ({ offer: { offerId, agentId }, bridgeId }: Accepted): HandoffEvent => ({
  type: 'OfferWithdrawn',
  v: 1,
  offerId,
  agentId,
  bridgeId,
});

export const abandoned = (handoff: Handoff, input: CancelHandoff): HandoffEvent => ({
  type: 'HandoffAbandoned',
  v: 1,
  during: handoff.status,
  because: input.reason,
});

export const failed = (step: 'freeze' | 'offer' | 'bridge', cause: string): HandoffEvent => ({
  type: 'HandoffFailed',
  v: 1,
  step,
  cause,
});

export const isTimer = (input: HandoffInput, timerId: TimerName): input is TimerFired =>
  input.type === 'TimerFired' && input.timerId === timerId;
