// The life of a hand-off on one screen: where each status may lead and which timer makes sure that it leads somewhere.

export type TimerName = 'freeze' | 'wait' | 'readmit' | 'offer' | 'bridge' | 'talk' | 'wrap-up';

export type HandoffStatus =
  | 'unknown'
  | 'requested'
  | 'frozen'
  | 'queued'
  | 'offered'
  | 'accepted'
  | 'bridged'
  | 'wrap-up'
  | 'completed'
  | 'abandoned'
  | 'failed'
  | 'agent_unavailable';

interface Step {
  /** Fires when the status has lasted too long; absent in a status that nothing leaves. */
  readonly timer?: TimerName;
  readonly to: readonly HandoffStatus[];
}

export const lifeCycle: Readonly<Record<Exclude<HandoffStatus, 'unknown'>, Step>> = {
  requested: { timer: 'freeze', to: ['frozen', 'abandoned', 'failed'] },
  frozen: { timer: 'freeze', to: ['queued', 'abandoned', 'failed'] },
  queued: { timer: 'wait', to: ['offered', 'agent_unavailable', 'abandoned'] },
  offered: { timer: 'offer', to: ['accepted', 'queued', 'agent_unavailable', 'abandoned', 'failed'] },
  accepted: { timer: 'bridge', to: ['bridged', 'queued', 'abandoned', 'failed'] },
  bridged: { timer: 'talk', to: ['wrap-up', 'queued', 'failed'] },
  'wrap-up': { timer: 'wrap-up', to: ['completed'] },
  completed: { to: [] },
  abandoned: { to: [] },
  failed: { to: [] },
  agent_unavailable: { to: [] },
};

export const isOver = (status: HandoffStatus): boolean =>
  status !== 'unknown' && lifeCycle[status].to.length === 0;
