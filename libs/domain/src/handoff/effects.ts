// What a hand-off asks of the world: its packet, a human agent, a bridge, the agent's release, timers.
import { type ClearTimer, type EpochMs, type SetTimer } from '@trunkline/event-sourcing';
import { type HandoffEvent } from './events';
import { type TimerName } from './life-cycle';

export type HandoffEffect =
  | { readonly type: 'FreezePacket' }
  | { readonly type: 'FindAgent' }
  | {
      readonly type: 'DialAgent';
      readonly bridgeId: string;
      readonly sipUri: string;
      readonly ringMsMax: number;
    }
  | { readonly type: 'DropBridge'; readonly bridgeId: string; readonly reason: string }
  | SettleAgent
  | SetTimer
  | ClearTimer;

/** Tells the agent's own stream how the offer ended. Told twice, it counts once. */
export interface SettleAgent {
  readonly type: 'SettleAgent';
  readonly agentId: string;
  readonly offerId: string;
  readonly outcome: 'accepted' | 'declined' | 'expired' | 'withdrawn' | 'phone-failed' | 'ended' | 'done';
}

export const handoffEffects = (event: HandoffEvent): readonly HandoffEffect[] => {
  switch (event.type) {
    case 'HandoffOpened':
      return [{ type: 'FreezePacket' }, set('freeze', event.freezeUntil)];
    case 'HandoffQueued':
      return [clear('freeze'), set('wait', event.waitUntil), { type: 'FindAgent' }];
    case 'NoAgentFree':
      return event.readmitAt === undefined ? [] : [set('readmit', event.readmitAt)];
    case 'ExclusionsLifted':
      return [clear('readmit'), { type: 'FindAgent' }];
    case 'OfferMade':
      return [clear('readmit'), set('offer', event.expiresAt)];
    case 'OfferDeclined':
    case 'OfferExpired':
      return [clear('offer'), settle(event, event.type === 'OfferDeclined' ? 'declined' : 'expired')];
    case 'OfferWithdrawn':
      return [settle(event, 'withdrawn'), ...drop(event.bridgeId, 'caller-left')];
    case 'OfferAccepted':
      return [
        clear('offer'),
        clear('wait'),
        set('bridge', event.bridgeUntil),
        settle(event, 'accepted'),
        {
          type: 'DialAgent',
          bridgeId: event.bridgeId,
          sipUri: event.sipUri,
          ringMsMax: event.bridgeUntil - event.acceptedAt,
        },
      ];
    case 'CallBridged':
      return [clear('bridge'), set('talk', event.talkUntil)];
    case 'BridgeFailed':
      return [
        clear('bridge'),
        clear('talk'),
        settle(event, 'phone-failed'),
        ...drop(event.bridgeId, event.cause),
      ];
    case 'HumanLegEnded':
      return [
        clear('talk'),
        set('wrap-up', event.wrapUpUntil),
        settle(event, 'ended'),
        ...(event.cause === 'limit' ? drop(event.bridgeId, 'limit') : []),
      ];
    case 'WrapUpExtended':
      return [set('wrap-up', event.wrapUpUntil)];
    case 'HandoffCompleted':
      return [clear('wrap-up'), settle(event, 'done')];
    case 'HandoffAbandoned':
    case 'HandoffFailed':
    case 'NoAgentAvailable':
      return TIMERS.map(clear);
    case 'PacketFrozen':
    case 'PacketRevised':
    case 'BridgeProgressed':
      return [];
  }
};

const TIMERS: readonly TimerName[] = ['freeze', 'wait', 'readmit', 'offer', 'bridge', 'talk', 'wrap-up'];

const set = (timerId: TimerName, dueAt: EpochMs): SetTimer => ({ type: 'SetTimer', timerId, dueAt });
const clear = (timerId: TimerName): ClearTimer => ({ type: 'ClearTimer', timerId });

const settle = (
  offer: { readonly agentId: string; readonly offerId: string },
  outcome: SettleAgent['outcome'],
): SettleAgent => ({ type: 'SettleAgent', agentId: offer.agentId, offerId: offer.offerId, outcome });

const drop = (bridgeId: string | undefined, reason: string): readonly HandoffEffect[] =>
  bridgeId === undefined ? [] : [{ type: 'DropBridge', bridgeId, reason }];
