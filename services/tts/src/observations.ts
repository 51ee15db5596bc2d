// The facts this service measures; names and units as in the telemetry registry.
import { meterOf } from '@trunkline/runtime';
import { type SynthesisObserver } from './app/synthesis';

const meter = meterOf('trunkline.tts');
const turnStage = meter.createHistogram('voice.turn.stage', { unit: 's' });
const cacheRequests = meter.createCounter('voice.cache.requests', { unit: '{request}' });
const prompts = meter.createCounter('voice.tts.prompts', { unit: '{prompt}' });

export const observations: SynthesisObserver = {
  firstAudio: (latencyMs) => turnStage.record(latencyMs / 1_000, { stage: 'tts_ttfb' }),
  promptEnded: (outcome) => prompts.add(1, { outcome }),
  phraseLookedUp: (result) => cacheRequests.add(1, { cache: 'tts', result }),
};
