// How a hand-off stands, in the words of those who asked for it.
import { type Handoff } from '@trunkline/domain/handoff/index';
import { type HandoffNotice } from './policy-effects';

/** Undefined before the caller is queued. */
export const noticeOf = (handoff: Handoff, atMs: number): HandoffNotice | undefined => {
  if (handoff.status === 'unknown') return undefined;
  const state = handoff.wasBridged ? afterBridge(handoff.status) : STATES[handoff.status];
  if (state === undefined) return undefined;
  return {
    state,
    atMs,
    cause: 'cause' in handoff ? handoff.cause : '',
    humanAgent: 'offer' in handoff ? (handoff.offer?.agentName ?? '') : '',
  };
};

export const isLast = ({ state }: HandoffNotice): boolean =>
  state === 'completed' || state === 'abandoned' || state === 'failed' || state === 'no-agent';

type Status = Exclude<Handoff['status'], 'unknown'>;

/** A caller who has talked to a human and leaves has been served; one who then gets nobody else has not. */
const afterBridge = (status: Status): HandoffNotice['state'] | undefined => {
  if (status === 'abandoned') return 'completed';
  return status === 'agent_unavailable' ? 'failed' : STATES[status];
};

const STATES: Readonly<Record<Status, HandoffNotice['state'] | undefined>> = {
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
