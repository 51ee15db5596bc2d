// The facts this service measures; names as in the telemetry registry. Attributes are closed lists.
import { metrics, type Counter } from '@opentelemetry/api';

/** Made at the first measurement: an instrument older than the process's telemetry would measure nothing. */
let runs: Counter | undefined;
let deletions: Counter | undefined;
let failures: Counter | undefined;

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
