// Worker thread: speaks one job at a time; flite blocks its thread for the length of a synthesis.
import { parentPort, workerData } from 'node:worker_threads';
import { loadPhoneCounts } from './dictionary';
import { type SpeakJob, type SpeakResult, type WorkerSetup } from './protocol';
import { FliteCommand, type FliteEngine, synthesise } from './synthesis';

const flite: FliteEngine = {
  command: new FliteCommand((workerData as WorkerSetup).module),
  phoneCount: loadPhoneCounts(),
};

const speak = ({ voice, text }: SpeakJob): SpeakResult => {
  try {
    const { pcm, marks, durationMs } = synthesise(flite, voice, text);
    return { status: 'spoken', pcm: new Int16Array(pcm), marks, durationMs };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : 'unknown' };
  }
};

parentPort?.on('message', (job: SpeakJob) => {
  const result = speak(job);
  parentPort?.postMessage(result, result.status === 'spoken' ? [result.pcm.buffer] : []);
  flite.command.makeReady();
});
