// The facts this service measures; names and units as in the telemetry registry.
import { meterOf } from '@trunkline/runtime';
import { type call } from '@trunkline/domain';
import { type HostFault } from '@trunkline/event-sourcing';

const meter = meterOf('trunkline.dialogue-policy');
const outcomes = meter.createCounter('voice.calls.outcome', { unit: '{call}' });
const turns = meter.createCounter('voice.turns', { unit: '{turn}' });
const turnStage = meter.createHistogram('voice.turn.stage', { unit: 's' });
const bargeIns = meter.createCounter('voice.bargein.judged', { unit: '{bargein}' });
const limits = meter.createCounter('voice.limit.hits', { unit: '{hit}' });
const spend = meter.createCounter('voice.spend', { unit: 'usd' });
const confirmations = meter.createCounter('voice.confirmations', { unit: '{confirmation}' });
const directivesDropped = meter.createCounter('voice.directives.dropped', { unit: '{directive}' });
const FAULT_KINDS = [
  'effect-failed',
  'listener-failed',
  'timer-failed',
  'recovery-failed',
  'store-unavailable',
  'fenced',
] as const satisfies readonly HostFault['kind'][];

const faults = meter.createCounter('voice.policy.faults', { unit: '{fault}' });

/** What an appended event of a call counts as. */
export const appended = (event: call.CallEvent): void => {
  switch (event.type) {
    case 'CallEnded':
      return outcomes.add(1, { outcome: event.outcome });
    case 'TurnEnded':
      if (event.utteranceIds.length > 0) turnStage.record(event.silenceMs / 1_000, { stage: 'endpointing' });
      return turns.add(1, { evidence: event.evidence });
    case 'BargeInJudged':
      return bargeIns.add(1, { verdict: event.verdict, because: event.because });
    case 'LimitReached':
      return limits.add(1, { limit: event.limit });
    case 'BudgetCharged':
      return spend.add(event.micros / 1_000_000, { kind: event.kind });
    case 'Confirmed':
      return confirmations.add(1, { result: 'confirmed' });
    case 'ConfirmationRefused':
      return confirmations.add(1, { result: event.because });
    default:
      return;
  }
};

/** From the input that ended a turn to the record of what follows from it. */
export const turnDecided = (tookMs: number): void => turnStage.record(tookMs / 1_000, { stage: 'policy' });

/** A directive found no line: the next attachment says what is still wanted. */
export const directiveDropped = (): void => directivesDropped.add(1);

export const faulted = (kind: string): void => faults.add(1, { kind });

/** What should stay at zero is there before it happens: a series that appears with its first increase alarms nobody. */
export const nothingLostYet = (): void => {
  directivesDropped.add(0);
  for (const kind of FAULT_KINDS) faults.add(0, { kind });
};
