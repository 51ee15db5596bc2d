// The facts this service measures; names and units as in the telemetry registry.
import { meterOf } from '@trunkline/runtime';
import { type RecogniserObserver } from './adapters/out/soundswallower/soundswallower-recogniser';
import { type UtteranceOutcome } from './app/recognition';

const meter = meterOf('trunkline.stt');
const turnStage = meter.createHistogram('voice.turn.stage', { unit: 's' });
const utterances = meter.createCounter('voice.asr.utterances', { unit: '{utterance}' });
const audioDropped = meter.createCounter('voice.asr.audio.dropped', { unit: 's' });
const audioDecoded = meter.createCounter('voice.asr.audio.decoded', { unit: 's' });
const busy = meter.createCounter('voice.asr.busy', { unit: 's' });
const seats = meter.createGauge('voice.asr.seats', { unit: '{seat}' });
const seatWait = meter.createHistogram('voice.asr.seat.wait', { unit: 's' });
const workersReplaced = meter.createCounter('voice.asr.workers.replaced');

/** An utterance is over; the latency runs from its end to its final hypothesis. */
export const utteranceEnded = (outcome: UtteranceOutcome, finalLatencyMs: number | undefined): void => {
  utterances.add(1, { outcome });
  if (finalLatencyMs !== undefined) turnStage.record(finalLatencyMs / 1_000, { stage: 'asr_final' });
};

/** Of the embedded engine. Busy over decoded seconds is its real-time factor. */
export const engineObserver: RecogniserObserver = {
  audioDropped: (droppedMs) => audioDropped.add(droppedMs / 1_000),
  decoded: (audioMs, busyMs) => {
    audioDecoded.add(audioMs / 1_000);
    busy.add(busyMs / 1_000);
  },
  seatTaken: (waitedMs) => seatWait.record(waitedMs / 1_000),
  workerReplaced: (reason) => workersReplaced.add(1, { reason }),
  seats: ({ busy: taken, free }) => {
    seats.record(taken, { state: 'busy' });
    seats.record(free, { state: 'free' });
  },
};
