// One clock for all streams of a call: media time, and wall time brought to it by the events that have both.
import { type EpochMs, type Recorded } from '@trunkline/event-sourcing';
import { answeredAtOf, type CallRecord } from './call-record';

/** Milliseconds since the answer. */
export type LineClock = (recorded: Recorded) => number;

/**
 * The media clock is counted in frames and drifts against the wall clock. A decision without media time is placed by
 * the offset of the last event before it that has both, so that it stands before what it led to.
 */
export const lineClockOf = (record: CallRecord): LineClock => {
  const answeredAt = answeredAtOf(record);
  const offsets = record.call.flatMap(({ at, mediaMs }) =>
    mediaMs === undefined ? [] : [{ at, offsetMs: at - answeredAt - mediaMs }],
  );
  return ({ at, mediaMs }) => mediaMs ?? at - answeredAt - offsetAt(offsets, at);
};

interface Offset {
  readonly at: EpochMs;
  readonly offsetMs: number;
}

/** Ascending in time: the last that is not later, by halving. */
const offsetAt = (offsets: readonly Offset[], at: EpochMs): number => {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return offsets[low - 1]?.offsetMs ?? 0;
};
