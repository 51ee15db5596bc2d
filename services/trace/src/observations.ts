// The facts this service measures; names as in the telemetry registry. Attributes are closed lists.
import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('trunkline.trace');
const runs = meter.createCounter('voice.replay.runs', { unit: '{run}' });

/** One call replayed: the same decisions again, others, or a record that could not be judged. */
export const callReplayed = (result: 'ok' | 'diverged' | 'error'): void => runs.add(1, { result });
