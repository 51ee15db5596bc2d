// Worker thread: decodes the audio of its seats in the order it comes.
import { parentPort, workerData } from 'node:worker_threads';
import { loadEngineModule } from './engine-module';
import { type FromWorker, type ToWorker, type WorkerSetup } from './protocol';
import { Seat } from './seat';
import { Verifier } from './verifier';

const tell = (message: FromWorker): void => parentPort?.postMessage(message);

/** What the utterance of each seat has cost so far. */
const busyMs: number[] = [];

const timed = (seat: Seat, message: ToWorker): FromWorker | undefined => {
  const begun = performance.now();
  const answer = handle(seat, message);
  const soFar = message.type === 'begin' ? 0 : (busyMs[message.seat] ?? 0);
  const total = (busyMs[message.seat] = soFar + performance.now() - begun);
  return answer?.type === 'final' ? { ...answer, busyMs: total } : answer;
};

const handle = (seat: Seat, message: ToWorker): FromWorker | undefined => {
  const { utterance } = message;
  switch (message.type) {
    case 'begin':
      seat.begin(message.stage, message.sound);
      return { type: 'heard', utterance, text: '' };
    case 'audio':
      return { type: 'heard', utterance, text: seat.hear(message.pcm) };
    case 'finish':
      return { type: 'final', utterance, ...seat.finish(), busyMs: 0 };
    case 'cancel':
      seat.cancel();
      return undefined;
  }
};

const serve = async ({ modelFolder, seats: count }: WorkerSetup): Promise<void> => {
  const engine = await loadEngineModule(modelFolder);
  const verifier = await Verifier.create(engine);
  const seats: Seat[] = [];
  for (let index = 0; index < count; index++) seats.push(await Seat.create(engine, verifier));
  parentPort?.on('message', (message: ToWorker) => {
    const seat = seats[message.seat];
    if (!seat) return;
    try {
      const answer = timed(seat, message);
      if (answer) tell(answer);
    } catch (error) {
      if (isBroken(error)) throw error;
      tell({
        type: 'failed',
        utterance: message.utterance,
        reason: error instanceof Error ? error.message : 'unknown',
      });
    }
  });
  tell({ type: 'ready' });
};

/** WebAssembly gave up: its memory is not to be trusted, and another thread takes the place of this one. */
const isBroken = (error: unknown): boolean => error instanceof Error && error.name === 'RuntimeError';

void serve(workerData as WorkerSetup);
