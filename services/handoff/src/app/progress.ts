// A hand-off's progress as those who asked for it hear it: one stream of states that ends with the hand-off.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type Handoff } from '@trunkline/domain/handoff/index';

export interface Progress {
  readonly handoffId: string;
  readonly state:
    'queued' | 'offered' | 'accepted' | 'bridged' | 'completed' | 'abandoned' | 'failed' | 'no-agent';
  readonly atMs: EpochMs;
  readonly cause: string;
  readonly agentName: string;
  readonly revision: number;
  readonly isLast: boolean;
}

/** Undefined before the caller is queued. For whoever asked, the hand-off is complete when the human leg has ended. */
export const progressOf = (handoff: Handoff, atMs: EpochMs): Progress | undefined => {
  const state = handoff.status === 'unknown' ? undefined : STATES[handoff.status];
  if (handoff.status === 'unknown' || state === undefined) return undefined;
  return {
    handoffId: handoff.handoffId,
    state,
    atMs,
    cause: 'cause' in handoff ? handoff.cause : '',
    agentName: 'offer' in handoff ? (handoff.offer?.agentName ?? '') : '',
    revision: handoff.packet?.revision ?? 0,
    isLast: LAST.has(state),
  };
};

const LAST: ReadonlySet<Progress['state']> = new Set(['completed', 'abandoned', 'failed', 'no-agent']);

const STATES: Readonly<Record<Exclude<Handoff['status'], 'unknown'>, Progress['state'] | undefined>> = {
  requested: undefined,
  frozen: undefined,
  queued: 'queued',
  offered: 'offered',
  accepted: 'accepted',
  bridged: 'bridged',
  'wrap-up': 'completed',
  completed: 'completed',
  abandoned: 'abandoned',
  failed: 'failed',
  agent_unavailable: 'no-agent',
};

/** Who listens to which hand-off. */
export class ProgressListeners {
  private readonly listeners = new Map<string, Set<(progress: Progress) => void>>();

  add(handoffId: string, listener: (progress: Progress) => void): () => void {
    const known = this.listeners.get(handoffId) ?? new Set();
    this.listeners.set(handoffId, known.add(listener));
    return () => {
      known.delete(listener);
      if (known.size === 0) this.listeners.delete(handoffId);
    };
  }

  tell(progress: Progress): void {
    for (const listener of [...(this.listeners.get(progress.handoffId) ?? [])]) listener(progress);
  }
}
