// The facts this service measures; names and units as in the telemetry registry.
import { meterOf } from '@trunkline/runtime';
import { type UtteranceOutcome } from './app/recognition';

const meter = meterOf('trunkline.stt');
const turnStage = meter.createHistogram('voice.turn.stage', { unit: 's' });
const utterances = meter.createCounter('voice.asr.utterances', { unit: '{utterance}' });
const audioDropped = meter.createCounter('voice.asr.audio.dropped', { unit: 's' });

/** An utterance is over; the latency runs from its end to its final hypothesis. */
export const utteranceEnded = (outcome: UtteranceOutcome, finalLatencyMs: number | undefined): void => {
  utterances.add(1, { outcome });
  if (finalLatencyMs !== undefined) turnStage.record(finalLatencyMs / 1_000, { stage: 'asr_final' });
};

export const asrAudioDropped = (droppedMs: number): void => audioDropped.add(droppedMs / 1_000);
