// What an RTP session counts, and what became of the frames of its far end.
import { type JitterBufferCounts } from '@trunkline/rtp';

export interface RtpSessionCounts {
  received: number;
  invalid: number;
  refused: number;
  sent: number;
  skipped: number;
  lost: number;
  played: number;
}

/** What became of the caller's frames. Concealed ones were made up for what had not come when it was due. */
export interface FrameFates {
  readonly played: number;
  readonly concealed: number;
  /** Came after their time. */
  readonly late: number;
  /** More came at once than the jitter buffer may hold. */
  readonly overflowed: number;
  /** Left out to give up delay. */
  readonly slipped: number;
}

/** What jitter buffers did not play: a line has another one after each change of codec or address. */
export type Unplayed = Pick<JitterBufferCounts, 'late' | 'overflowed' | 'slipped'>;

export const addUnplayed = (one: Unplayed, other: Unplayed): Unplayed => ({
  late: one.late + other.late,
  overflowed: one.overflowed + other.overflowed,
  slipped: one.slipped + other.slipped,
});

export const fatesOf = (
  { played, lost: concealed }: RtpSessionCounts,
  { late, overflowed, slipped }: Unplayed,
): FrameFates => ({ played, concealed, late: late - overflowed - slipped, overflowed, slipped });
