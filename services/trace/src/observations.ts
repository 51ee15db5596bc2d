// The facts this service measures; names as in the telemetry registry. Attributes are closed lists.
import { metrics, type Counter } from '@opentelemetry/api';

/** Made at the first measurement: an instrument older than the process's telemetry would measure nothing. */
let runs: Counter | undefined;

/** One call replayed: the same decisions again, others, or a record that could not be judged. */
export const callReplayed = (result: 'ok' | 'diverged' | 'error'): void => {
  runs ??= metrics.getMeter('trunkline.trace').createCounter('voice.replay.runs', { unit: '{run}' });
  runs.add(1, { result });
};
