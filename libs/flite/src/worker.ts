// Worker thread: speaks one job at a time; flite blocks its thread for the length of a synthesis.
import { parentPort, workerData } from 'node:worker_threads';
import { loadPhoneCounts } from './dictionary';
import { type FromWorker, type SpeakJob, type SpeakResult, type WorkerSetup } from './protocol';
import { FliteCommand, type FliteEngine, synthesise } from './synthesis';

const flite: FliteEngine = {
  command: new FliteCommand((workerData as WorkerSetup).module),
  phoneCount: loadPhoneCounts(),
};

const speak = (job: SpeakJob): SpeakResult => {
  try {
    const { pcm, marks, durationMs } = synthesise(flite, job);
    return { status: 'spoken', pcm: new Int16Array(pcm), marks, durationMs };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : 'unknown' };
  }
};

const tell = (message: FromWorker, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer);

parentPort?.on('message', (job: SpeakJob) => {
  const result = speak(job);
  tell(result, result.status === 'spoken' ? [result.pcm.buffer] : []);
  flite.command.makeReady();
});

// The first run of a voice's code is several times slower than the next: take it before anybody waits.
speak({ voice: 'slt', text: 'ready', pacePercent: 100 });
flite.command.makeReady();
tell({ status: 'ready' });
