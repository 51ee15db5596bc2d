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

export const fatesOf = (
  { played, lost: concealed }: RtpSessionCounts,
  { late, overflowed, slipped }: JitterBufferCounts,
): FrameFates => ({
  played,
  concealed,
  late: Math.max(0, late - overflowed - slipped),
  overflowed,
  slipped,
});
