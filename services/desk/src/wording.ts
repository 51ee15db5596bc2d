// Words and figures of the page.
import { type DeskNotice, type Presence, type WorkPhase } from '@trunkline/domain/handoff/desk-view';
import { type PacketAction } from '@trunkline/domain/handoff/packet-model';
import { type Severity } from '@trunkline/domain/handoff/reason-codes';

/** 75 s reads 1:15; nothing below zero. */
export const clockText = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

export const agoText = (ms: number): string =>
  ms < 5_000
    ? 'just now'
    : ms < 60_000
      ? `${Math.floor(ms / 1_000)} s ago`
      : `${Math.floor(ms / 60_000)} min ago`;

/** Whole seconds that are left, rounded up: 0 only when there is nothing left. */
export const secondsLeft = (untilMs: number, nowMs: number): number =>
  Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));

/** Time of day of an ISO timestamp in the desk's own time zone. */
export const timeOfDay = (iso: string): string =>
  new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

export const severityText: Readonly<Record<Severity, string>> = {
  p0: 'Immediate',
  p1: 'Urgent',
  p2: 'Normal',
  p3: 'Planned',
};

export const statusText: Readonly<Record<PacketAction['status'], string>> = {
  committed: 'Done',
  pending: 'Running',
  in_doubt: 'In doubt',
  failed: 'Failed',
  not_started: 'Not started',
};

export const humanText: Readonly<Record<PacketAction['human'], string>> = {
  none: '',
  verify: 'Verify before you do it again',
  safe_to_retry: 'Safe to do again',
  do_not_retry: 'Do not retry',
};

export const phaseText: Readonly<Record<WorkPhase, string>> = {
  connecting: 'Connecting',
  dialing: 'Calling your phone',
  ringing: 'Your phone is ringing',
  answered: 'Joining the caller',
  bridged: 'You are talking to the caller',
  'wrap-up': 'Wrap-up',
};

export const noticeText = (notice: DeskNotice): string => {
  switch (notice.kind) {
    case 'caller-left':
      return 'The caller has left.';
    case 'offer-expired':
      return 'The offer ran out and went to somebody else.';
    case 'declined':
      return 'You declined; the caller waits for somebody else.';
    case 'phone-failed':
      return `Your phone could not be reached (${notice.cause ?? 'no answer'}); the caller is back in the queue.`;
    case 'completed':
      return 'Saved. That call is done.';
  }
};

export const awayText: Readonly<Record<string, string>> = {
  'signed-out': 'You are not taking callers yet.',
  chosen: 'You are away.',
  'no-answer': 'Two offers in a row ran out, so you were set to away.',
  'phone-failed': 'Your phone could not be reached, so you were set to away.',
  disconnected: 'Your desk was closed, so you were set to away.',
};

export const presenceText = ({ state, next }: Presence): string => {
  switch (state) {
    case 'away':
      return 'Away';
    case 'ready':
      return 'Ready';
    case 'offered':
      return 'Offer';
    case 'busy':
      return next === 'away' ? 'On a call, then away' : 'On a call';
    case 'wrap-up':
      return next === 'away' ? 'Wrap-up, then away' : 'Wrap-up';
  }
};
