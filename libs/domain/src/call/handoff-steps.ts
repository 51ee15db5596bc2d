// The life cycle of a hand-off as the call sees it.
import { type HandoffStatus } from './state';

/** What may follow: a notice that skips states was outrun by the next one, a step back is a lost human agent. */
export const handoffSteps = {
  fencing: ['fenced', 'abandoned'],
  fenced: ['queued', 'offered', 'accepted', 'bridged', 'abandoned', 'failed', 'no-agent'],
  queued: ['offered', 'accepted', 'bridged', 'abandoned', 'failed', 'no-agent'],
  offered: ['queued', 'accepted', 'bridged', 'abandoned', 'failed', 'no-agent'],
  accepted: ['queued', 'offered', 'bridged', 'abandoned', 'failed', 'no-agent'],
  bridged: ['completed', 'queued', 'abandoned', 'failed', 'no-agent'],
  completed: [],
  abandoned: [],
  failed: [],
  'no-agent': [],
} as const satisfies Record<HandoffStatus, readonly HandoffStatus[]>;

/** The caller hears the bed, and a word from us now and then. */
export const waiting: ReadonlySet<HandoffStatus> = new Set([
  'fencing',
  'fenced',
  'queued',
  'offered',
  'accepted',
]);
