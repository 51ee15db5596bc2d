// The line's decisions: admission at the door, one bridge at a time, hard limits, exactly one end.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type LineEvent, type LineTimer } from './events';
import {
  type LineInput,
  type NoteBridge,
  type NoteMediaLost,
  type Occupancy,
  type OfferLine,
} from './inputs';
import { type Answered, isBridging, type Line, type Live } from './state';

/** How long a refused caller's trunk should wait, in seconds (RFC 3261 20.33). */
const RETRY_AFTER_S = 5;

export const decide = (line: Line, input: LineInput): readonly LineEvent[] => {
  switch (line.status) {
    case 'unknown':
      return input.type === 'OfferLine' ? offer(input) : [];
    case 'offered':
      return whileOffered(input);
    case 'answered':
    case 'ending':
      return whileAnswered(line, input);
    case 'ended':
      return input.type === 'NoteReleased' && !line.released ? [{ type: 'LineReleased', v: 1 }] : [];
    case 'rejected':
      return [];
  }
};

const offer = (input: OfferLine): readonly LineEvent[] => {
  const { callId, tenantId, sipCallId, fromTag, from, to, trunk, flow, gateway } = input;
  const offered: LineEvent = {
    type: 'LineOffered',
    v: 1,
    callId,
    tenantId,
    sipCallId,
    fromTag,
    from,
    to,
    trunk,
    flow,
    gateway,
  };
  const refusal = admission(input.house);
  if (refusal) return [offered, refusal];
  return input.setupMsMax === undefined ? [offered] : [offered, timer('setup', input.at + input.setupMsMax)];
};

/** Admission: the first reason not to answer, cheapest to mend first. */
const admission = (house: OfferLine['house']): LineEvent | undefined => {
  const busy = (reason: string): LineEvent => ({
    type: 'LineRejected',
    v: 1,
    status: 503,
    reason,
    retryAfterS: RETRY_AFTER_S,
  });
  if (house.draining) return busy('draining');
  if (house.linesActive >= house.linesMax) return busy('lines-max');
  if (house.strain) return busy('overloaded');
  if (isFull(house.tenant)) return busy('tenant-lines-max');
  if (isFull(house.trunk)) return busy('trunk-lines-max');
  if (house.portsFree < 1) return busy('no-rtp-port');
  if (!house.brainReady) return busy('no-brain');
  if (house.codec === undefined) {
    return { type: 'LineRejected', v: 1, status: 488, reason: 'no-common-codec' };
  }
  return undefined;
};

const isFull = (room: Occupancy | undefined): boolean =>
  room !== undefined && room.linesActive >= room.linesMax;

const whileOffered = (input: LineInput): readonly LineEvent[] => {
  switch (input.type) {
    case 'NoteAnswered':
      return [
        { type: 'LineAnswered', v: 1, answeredAt: input.at, codec: input.codec },
        timer('no-media', input.at + input.noMediaMsMax),
        timer('duration', input.at + input.lineMsMax),
      ];
    case 'NoteHungUp':
    case 'EndLine':
      return [{ type: 'LineEnded', v: 1, reason: input.reason, durationMs: 0 }];
    case 'TimerFired':
      return input.timerId === 'setup'
        ? [{ type: 'LineEnded', v: 1, reason: 'not-set-up', durationMs: 0 }]
        : [];
    case 'OfferLine':
    case 'NoteMediaStarted':
    case 'NoteMediaLost':
    case 'NoteHold':
    case 'RequestBridge':
    case 'NoteBridge':
    case 'NoteReleased':
      return [];
  }
};

const whileAnswered = (line: Live, input: LineInput): readonly LineEvent[] => {
  switch (input.type) {
    case 'NoteMediaStarted':
      return [{ type: 'MediaStarted', v: 1, ssrc: input.ssrc }, ...cleared(line, 'no-media')];
    case 'NoteMediaLost':
      return mediaLost(line, input);
    case 'NoteHold':
      if (input.held === line.held) return [];
      return [{ type: input.held ? 'LineHeld' : 'LineResumed', v: 1 }];
    case 'RequestBridge':
      return line.status === 'answered' && bridgeIsFree(line)
        ? [{ type: 'BridgeRequested', v: 1, bridgeId: input.bridgeId, targetUri: input.targetUri }]
        : [];
    case 'NoteBridge':
      return bridgeProgress(line, input);
    case 'EndLine':
      return line.status === 'answered' ? [ending(input.reason)] : [];
    case 'NoteHungUp':
      return ended(line, input.reason, input.at);
    case 'TimerFired':
      return timeUp(line, input.timerId);
    case 'OfferLine':
    case 'NoteAnswered':
    case 'NoteReleased':
      return [];
  }
};

/** Who is on hold is silent, until a hold lasts too long. */
const mediaLost = (line: Live, { silentMs, held = false }: NoteMediaLost): readonly LineEvent[] => {
  if (line.status === 'ending' || (line.held && !held)) return [];
  return [{ type: 'MediaLost', v: 1, silentMs }, ending(held ? 'held-too-long' : 'media-lost')];
};

const bridgeIsFree = (line: Live): boolean => !isBridging(line);

const bridgeProgress = (line: Live, input: NoteBridge): readonly LineEvent[] => {
  if (line.bridge?.bridgeId !== input.bridgeId || bridgeIsFree(line)) return [];
  if (line.bridge.state === input.state) return [];
  const cause = input.cause === undefined ? {} : { cause: input.cause };
  return [{ type: 'BridgeProgressed', v: 1, bridgeId: input.bridgeId, state: input.state, ...cause }];
};

const ended = (line: Live, reason: string, at: EpochMs): readonly LineEvent[] => [
  ...line.timers.map((timerId): LineEvent => ({ type: 'TimerCleared', v: 1, timerId })),
  ...(bridgeIsFree(line)
    ? []
    : [
        {
          type: 'BridgeProgressed',
          v: 1,
          bridgeId: line.bridge?.bridgeId ?? '',
          state: 'ended',
          cause: 'caller-left',
        } satisfies LineEvent,
      ]),
  { type: 'LineEnded', v: 1, reason, durationMs: Math.max(0, at - line.answeredAt) },
];

const timeUp = (line: Live, timerId: string): readonly LineEvent[] => {
  if (!line.timers.includes(timerId) || line.status === 'ending') return [];
  if (timerId === 'no-media') return [ending('no-media')];
  return [ending('limit-duration')];
};

const ending = (reason: string): LineEvent => ({ type: 'LineEnding', v: 1, reason });
const timer = (purpose: LineTimer, dueAt: EpochMs): LineEvent => ({
  type: 'TimerSet',
  v: 1,
  timerId: purpose,
  dueAt,
  purpose,
});
const cleared = (line: Answered, timerId: LineTimer): readonly LineEvent[] =>
  line.timers.includes(timerId) ? [{ type: 'TimerCleared', v: 1, timerId }] : [];
