// Worker thread: decodes the audio of its seats in the order it comes.
import { parentPort, workerData } from 'node:worker_threads';
import { loadEngineModule } from './engine-module';
import { type FromWorker, type ToWorker, type WorkerSetup } from './protocol';
import { Seat } from './seat';

const tell = (message: FromWorker): void => parentPort?.postMessage(message);

const handle = (seat: Seat, message: ToWorker): FromWorker | undefined => {
  const { utterance } = message;
  switch (message.type) {
    case 'begin':
      seat.begin(message.stage);
      return { type: 'heard', utterance, text: '' };
    case 'audio':
      return { type: 'heard', utterance, text: seat.hear(message.pcm) };
    case 'finish':
      return { type: 'final', utterance, ...seat.finish() };
    case 'cancel':
      seat.cancel();
      return undefined;
  }
};

const serve = async ({ modelFolder, seats: count }: WorkerSetup): Promise<void> => {
  const engine = await loadEngineModule(modelFolder);
  const seats: Seat[] = [];
  for (let index = 0; index < count; index++) seats.push(await Seat.create(engine));
  parentPort?.on('message', (message: ToWorker) => {
    const seat = seats[message.seat];
    if (!seat) return;
    try {
      const answer = handle(seat, message);
      if (answer) tell(answer);
    } catch (error) {
      tell({
        type: 'failed',
        utterance: message.utterance,
        reason: error instanceof Error ? error.message : 'unknown',
      });
    }
  });
  tell({ type: 'ready' });
};

void serve(workerData as WorkerSetup);
