// A hand-off's progress as those who asked for it hear it: one stream of states that ends with the hand-off.
import { type EpochMs, type Recorded } from '@trunkline/event-sourcing';
import { type Handoff, type HandoffEvent } from '@trunkline/domain/handoff/index';

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
  if (handoff.status === 'unknown') return undefined;
  const state = handoff.wasBridged ? afterBridge(handoff.status) : STATES[handoff.status];
  if (state === undefined) return undefined;
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

/** A caller who has talked to a human and leaves has been served; one who then gets nobody else has not. */
const afterBridge = (status: Exclude<Handoff['status'], 'unknown'>): Progress['state'] | undefined => {
  if (status === 'abandoned') return 'completed';
  return status === 'agent_unavailable' ? 'failed' : STATES[status];
};

/** Events that leave a hand-off where it is, as far as those who asked for it are concerned. */
export const isQuiet = ({ event }: Recorded<HandoffEvent>): boolean => QUIET.has(event.type);

const QUIET: ReadonlySet<HandoffEvent['type']> = new Set([
  'NoAgentFree',
  'ExclusionsLifted',
  'BridgeProgressed',
  'WrapUpExtended',
  'HandoffCompleted',
]);

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
