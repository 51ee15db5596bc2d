// The facts this service measures; names as in the telemetry registry. Attributes are closed lists.
import { metrics, type Counter } from '@opentelemetry/api';
import { type Judged } from './domain/judgement';

/** Made at the first measurement: an instrument older than the process's telemetry would measure nothing. */
let runs: Counter | undefined;
let deletions: Counter | undefined;
let failures: Counter | undefined;
let violations: Counter | undefined;
let checks: Counter | undefined;

/** One call replayed: the same decisions again, others, or a record that could not be judged. */
export const callReplayed = (result: 'ok' | 'diverged' | 'error'): void => {
  runs ??= metrics.getMeter('trunkline.trace').createCounter('voice.replay.runs', { unit: '{run}' });
  runs.add(1, { result });
};

/** What was kept of calls beside the record and went with them. */
export const deleted = (what: 'row' | 'recording', count: number): void => {
  deletions ??= metrics
    .getMeter('trunkline.trace')
    .createCounter('voice.expiry.deleted', { unit: '{thing}' });
  if (count > 0) deletions.add(count, { what });
};

/** A recording that stays although its call is gone, or a whole sweep that ended before its time. */
export const deletionFailed = (what: 'recording' | 'sweep', count = 1): void => {
  failures ??= metrics
    .getMeter('trunkline.trace')
    .createCounter('voice.expiry.failures', { unit: '{failure}' });
  if (count > 0) failures.add(count, { what });
};

/** Something that must hold of every call does not hold of one; once for each call and each invariant. */
export const invariantBroken = (invariant: Judged): void => {
  violations ??= metrics
    .getMeter('trunkline.trace')
    .createCounter('voice.invariant.violations', { unit: '{violation}' });
  violations.add(1, { invariant });
};

/** One call judged: everything holds, something does not, or it could not be judged. */
export const callJudged = (result: 'held' | 'broken' | 'failed'): void => {
  checks ??= metrics.getMeter('trunkline.trace').createCounter('voice.invariant.checks', { unit: '{call}' });
  checks.add(1, { result });
};
