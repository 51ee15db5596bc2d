// Judges calls that have ended by the invariants, each once: the table of calls says which are left.
import { type CallStarted } from '@trunkline/domain/call/events';
import { type Recorded, StoreUnavailable } from '@trunkline/event-sourcing';
import {
  sha256,
  type CursorStore,
  type SnapshotStore,
  type WhichCall,
  type WholeCall,
} from '@trunkline/event-store';
import { type Flow } from '@trunkline/flow';
import { type Logger } from '@trunkline/runtime';
import { setImmediate } from 'node:timers/promises';
import { brokenOf } from '../domain/judgement';
import { callJudged, invariantBroken } from '../observations';
import { type CallTable, type Unjudged } from '../ports/call-table.port';
import { recordedFlow } from './recorded-flow';

export const JUDGE = 'trace-judge';

/** What follows an end at once, such as the release of the line, is there by then. */
export const SETTLE_MS = 20_000;
/** A call with something open (notes after a hand-off, an action in doubt) is looked at again, this often ... */
export const AGAIN_MS = 60_000;
/** ... and this long; then it is judged by what there is. */
export const OPEN_MS_MAX = 7_200_000;
/** Of one round. */
const CALLS_MAX = 200;
/** An hour of talk is a tenth of it. */
const EVENTS_MAX = 20_000;
/** Deciding again costs more than judging: one call in so many, and every one of which something does not hold. */
const REPLAYED_ONE_IN = 20;

export interface JudgeDeps {
  readonly table: Pick<CallTable<never>, 'unjudged' | 'judgeAt'>;
  readonly wholeCall: (which: WhichCall) => Promise<WholeCall>;
  readonly snapshots: Pick<SnapshotStore, 'getSnapshot'>;
  /** Decides the streams of a call again, and counts what comes of it. */
  readonly replay: (streams: readonly string[]) => Promise<unknown>;
  readonly cursors: CursorStore;
  readonly clock: () => number;
  readonly log: Logger;
}

export interface JudgedRound {
  readonly kind: 'judged';
  readonly held: number;
  readonly broken: number;
  /** Could not be judged. */
  readonly failed: number;
}

export type JudgeResult = JudgedRound | { readonly kind: 'somebody-leads' };

/**
 * One instance at a time. A call is marked after it was counted: one that dies in between has it judged, and counted,
 * again. Rejects with StoreUnavailable.
 */
export const judgeEnded = async (deps: JudgeDeps, signal?: AbortSignal): Promise<JudgeResult> => {
  const lead = await deps.cursors.lead(JUDGE);
  if (!lead) return { kind: 'somebody-leads' };
  try {
    return await judgeDue(deps, signal);
  } finally {
    await lead.release();
  }
};

const judgeDue = async (deps: JudgeDeps, signal: AbortSignal | undefined): Promise<JudgedRound> => {
  const counts = { held: 0, broken: 0, failed: 0 };
  const untilMs = deps.clock() - SETTLE_MS;
  for (const call of await deps.table.unjudged({ untilMs, limit: CALLS_MAX })) {
    if (signal?.aborted) break;
    const verdict = await judged(deps, call);
    if (verdict.kind === 'held' || verdict.kind === 'broken' || verdict.kind === 'failed') {
      counts[verdict.kind] += 1;
      callJudged(verdict.kind);
    }
    await deps.table.judgeAt(call.callId, verdict.kind === 'open' ? deps.clock() + AGAIN_MS : undefined);
    // Whoever shares the loop comes first.
    await setImmediate();
  }
  return { kind: 'judged', ...counts };
};

interface Verdict {
  readonly kind: 'held' | 'broken' | 'failed' | 'open' | 'gone';
}

/** One call that cannot be judged does not keep the others waiting. */
const judged = async (deps: JudgeDeps, call: Unjudged): Promise<Verdict> => {
  const { callId } = call;
  try {
    return await judge(deps, call);
  } catch (err) {
    if (err instanceof StoreUnavailable) throw err;
    deps.log.error({ err, callId }, 'a call could not be judged');
    return { kind: 'failed' };
  }
};

const judge = async (deps: JudgeDeps, { callId, tenantId, endedAt }: Unjudged): Promise<Verdict> => {
  const whole = await deps.wholeCall({ callId, tenantId, eventsMax: EVENTS_MAX });
  if (whole.kind === 'gone') return whole;
  if (whole.kind === 'too-long') {
    deps.log.warn({ callId, events: whole.events }, 'a call is too long to be judged');
    return { kind: 'failed' };
  }
  if (!whole.isClosed && deps.clock() - endedAt < OPEN_MS_MAX) return { kind: 'open' };
  return judgeWhole(deps, callId, whole);
};

const judgeWhole = async (
  deps: JudgeDeps,
  callId: string,
  { events, inputs, isClosed }: Extract<WholeCall, { readonly kind: 'whole' }>,
): Promise<Verdict> => {
  const { log } = deps;
  const ran = await flowOf(deps, events);
  if (ran.kind === 'missing') {
    log.warn({ callId, reason: ran.reason }, 'a call cannot be judged without its flow');
    return { kind: 'failed' };
  }
  const flow = ran.kind === 'flow' ? { flow: ran.flow } : {};
  const broken = brokenOf({ callId, events, inputs, isComplete: isClosed, ...flow });
  for (const invariant of broken) {
    log.error({ callId, invariant }, 'an invariant does not hold');
    invariantBroken(invariant);
  }
  if (broken.length > 0 || isReplayed(callId)) await deps.replay(streamsOf(events));
  return { kind: broken.length > 0 ? 'broken' : 'held' };
};

/** The same for a call that is judged again. */
const isReplayed = (callId: string): boolean =>
  Number.parseInt(sha256(callId).slice(0, 8), 16) % REPLAYED_ONE_IN === 0;

const streamsOf = (events: readonly Recorded[]): readonly string[] => [
  ...new Set(events.map(({ stream }) => stream)),
];

type Ran =
  | { readonly kind: 'flow'; readonly flow: Flow }
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'none' };

const flowOf = async ({ snapshots }: JudgeDeps, events: readonly Recorded[]): Promise<Ran> => {
  const started = events.find(isStart)?.event;
  return started ? recordedFlow(snapshots, started) : { kind: 'none' };
};

const isStart = (recorded: Recorded): recorded is Recorded<CallStarted> =>
  recorded.stream.startsWith('call/') && recorded.event.type === 'CallStarted';
