// Silences: the stretches of an answered line in which neither voice, nor the bed, nor a human agent was to be heard.
import { type CallEvent, type HandoffProgressed } from '@trunkline/domain/call/events';
import { type Recorded } from '@trunkline/event-sourcing';
import { type LineClock } from './line-clock';
import { type Silence, type Sounding } from './timeline-entry';
import { type Voices } from './voices';

/** Shorter gaps are breath, not silence. */
export const SILENCE_MS_MIN = 250;

export interface Stretch {
  readonly by: Sounding;
  readonly startMs: number;
  readonly endMs: number;
}

/** `overMs` is the end of the line, where it has one. */
export const silencesOf = (stretches: readonly Stretch[], overMs: number | undefined): readonly Silence[] => {
  const silences: Silence[] = [];
  let quietFromMs = 0;
  let after: Silence['after'] = 'answer';
  const note = (untilMs: number, before: Silence['before']): void => {
    const durationMs = untilMs - quietFromMs;
    if (durationMs < SILENCE_MS_MIN) return;
    silences.push({ kind: 'silence', atMs: quietFromMs, durationMs, after, before });
  };
  for (const { by, startMs, endMs } of [...stretches].sort((a, b) => a.startMs - b.startMs)) {
    note(startMs, by);
    if (endMs < quietFromMs) continue;
    quietFromMs = endMs;
    after = by;
  }
  if (overMs !== undefined) note(overMs, 'end');
  return silences;
};

export const stretchesOf = ({ caller, agent }: Voices, passed: readonly Stretch[]): readonly Stretch[] => [
  ...caller.map(({ atMs, endMs }): Stretch => ({ by: 'caller', startMs: atMs, endMs })),
  ...agent.map(({ atMs, endMs }): Stretch => ({ by: 'voice-agent', startMs: atMs, endMs })),
  ...passed,
];

/** The bed plays from the request until somebody is there or nobody will be; then the human agent has the line. */
export const handoffStretches = (
  events: readonly Recorded<CallEvent>[],
  given: { readonly clock: LineClock; readonly overMs: number },
): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  let open: Omit<Stretch, 'endMs'> | undefined;
  for (const recorded of events) {
    const turn = turnOf(recorded.event);
    if (turn === undefined) continue;
    const atMs = given.clock(recorded);
    if (open) stretches.push({ ...open, endMs: atMs });
    open = turn === 'nobody' ? undefined : { by: turn, startMs: atMs };
  }
  return open ? [...stretches, { ...open, endMs: Math.max(open.startMs, given.overMs) }] : stretches;
};

const turnOf = (event: CallEvent): 'bed' | 'human-agent' | 'nobody' | undefined => {
  if (event.type === 'HandoffRequested') return 'bed';
  return event.type === 'HandoffProgressed' ? AFTER_STATE[event.state] : undefined;
};

const AFTER_STATE = {
  queued: undefined,
  offered: undefined,
  accepted: undefined,
  bridged: 'human-agent',
  completed: 'nobody',
  abandoned: 'nobody',
  failed: 'nobody',
  'no-agent': 'nobody',
} as const satisfies Record<HandoffProgressed['state'], 'human-agent' | 'nobody' | undefined>;
