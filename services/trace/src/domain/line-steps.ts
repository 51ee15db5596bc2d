// What happened to the telephone line, in words.
import { type LineEvent } from '@trunkline/domain/line/events';
import { maskNumber } from '@trunkline/domain/handoff/wording';
import { type LineStep } from './timeline-entry';

export const lineStep = (event: LineEvent): Pick<LineStep, 'step' | 'what'> | undefined => {
  switch (event.type) {
    case 'LineOffered':
      return { step: 'offered', what: `call from ${maskNumber(event.from)} by trunk ${event.trunk}` };
    case 'LineRejected':
      return { step: 'rejected', what: `not answered: ${event.status} ${event.reason}` };
    case 'LineAnswered':
      return { step: 'answered', what: `answered (${event.codec})` };
    case 'MediaStarted':
      return { step: 'media-started', what: 'the caller is to be heard' };
    case 'MediaLost':
      return { step: 'media-lost', what: `nothing came from the caller for ${event.silentMs} ms` };
    case 'LineHeld':
      return { step: 'held', what: 'the caller puts the line on hold' };
    case 'LineResumed':
      return { step: 'resumed', what: 'the caller is back' };
    case 'BridgeRequested':
      return { step: 'bridge', what: 'dials the human agent' };
    case 'BridgeProgressed':
      return {
        step: 'bridge',
        what: `bridge: ${event.state}${event.cause === undefined ? '' : ` (${event.cause})`}`,
      };
    case 'LineEnding':
      return { step: 'ending', what: `hangs up: ${event.reason}` };
    case 'LineEnded':
      return {
        step: 'ended',
        what: `line over after ${(event.durationMs / 1_000).toFixed(1)} s: ${event.reason}`,
      };
    case 'LineReleased':
    case 'TimerSet':
    case 'TimerCleared':
      return undefined;
  }
};
