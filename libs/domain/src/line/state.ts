// What a line is at a moment: the fold of its stream.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type BridgeProgressed, type LineEvent } from './events';

export type Line =
  | { readonly status: 'unknown' }
  | { readonly status: 'offered' }
  | { readonly status: 'rejected' }
  | (Answered & { readonly status: 'answered' })
  | (Answered & { readonly status: 'ending' })
  | { readonly status: 'ended'; readonly released: boolean };

export interface Answered {
  readonly answeredAt: EpochMs;
  readonly held: boolean;
  readonly bridge?: { readonly bridgeId: string; readonly state: 'requested' | BridgeProgressed['state'] };
  readonly timers: readonly string[];
}

/** A line whose dialog stands. */
export type Live = Line & { status: 'answered' | 'ending' };

export const evolve = (line: Line, event: LineEvent): Line => {
  switch (event.type) {
    case 'LineOffered':
      return { status: 'offered' };
    case 'LineRejected':
      return { status: 'rejected' };
    case 'LineAnswered':
      return { status: 'answered', answeredAt: event.answeredAt, held: false, timers: [] };
    case 'LineEnded':
      return { status: 'ended', released: false };
    case 'LineReleased':
      return { status: 'ended', released: true };
    case 'MediaStarted':
    case 'MediaLost':
      return line;
    case 'LineEnding':
      return live(line, (answered) => ({ ...answered, status: 'ending' }));
    case 'LineHeld':
    case 'LineResumed':
      return live(line, (answered) => ({ ...answered, held: event.type === 'LineHeld' }));
    case 'BridgeRequested':
      return live(line, (answered) => ({
        ...answered,
        bridge: { bridgeId: event.bridgeId, state: 'requested' },
      }));
    case 'BridgeProgressed':
      return live(line, (answered) => ({
        ...answered,
        bridge: { bridgeId: event.bridgeId, state: event.state },
      }));
    case 'TimerSet':
      return live(line, (answered) => ({ ...answered, timers: [...answered.timers, event.timerId] }));
    case 'TimerCleared':
      return live(line, (answered) => ({
        ...answered,
        timers: answered.timers.filter((timerId) => timerId !== event.timerId),
      }));
  }
};

const live = (line: Line, change: (answered: Live) => Line): Line =>
  line.status === 'answered' || line.status === 'ending' ? change(line) : line;

/** A human agent is being called for the line, or talks on it. */
export const isBridging = (line: Line): boolean => {
  if (line.status !== 'answered' && line.status !== 'ending') return false;
  return line.bridge !== undefined && line.bridge.state !== 'failed' && line.bridge.state !== 'ended';
};
