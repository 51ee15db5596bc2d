// What a line asks of the telephone: each follows from one event.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type LineEvent } from './events';

export type LineEffect =
  | {
      readonly type: 'Reject';
      readonly status: number;
      readonly reason: string;
      readonly retryAfterS?: number;
    }
  | { readonly type: 'Dial'; readonly bridgeId: string; readonly targetUri: string }
  | { readonly type: 'DropBridge'; readonly bridgeId: string }
  | { readonly type: 'HangUp'; readonly reason: string }
  | { readonly type: 'Release' }
  | { readonly type: 'SetTimer'; readonly timerId: string; readonly dueAt: EpochMs }
  | { readonly type: 'ClearTimer'; readonly timerId: string };

export const effects = (event: LineEvent): readonly LineEffect[] => {
  switch (event.type) {
    case 'LineRejected': {
      const retry = event.retryAfterS === undefined ? {} : { retryAfterS: event.retryAfterS };
      return [{ type: 'Reject', status: event.status, reason: event.reason, ...retry }];
    }
    case 'BridgeRequested':
      return [{ type: 'Dial', bridgeId: event.bridgeId, targetUri: event.targetUri }];
    case 'BridgeProgressed':
      return event.cause === 'caller-left' ? [{ type: 'DropBridge', bridgeId: event.bridgeId }] : [];
    case 'LineEnding':
      return [{ type: 'HangUp', reason: event.reason }];
    case 'LineAnswered':
      return [{ type: 'ClearTimer', timerId: 'setup' }];
    case 'LineEnded':
      return [{ type: 'Release' }, { type: 'ClearTimer', timerId: 'setup' }];
    case 'TimerSet':
      return [{ type: 'SetTimer', timerId: event.timerId, dueAt: event.dueAt }];
    case 'TimerCleared':
      return [{ type: 'ClearTimer', timerId: event.timerId }];
    case 'LineOffered':
    case 'MediaStarted':
    case 'MediaLost':
    case 'LineHeld':
    case 'LineResumed':
    case 'LineReleased':
      return [];
  }
};
