// A recogniser that is ready has read what it needs: the thread it shares with the lines does not stop at a first call.
import fs from 'node:fs';
import { createSoundswallowerRecogniser } from '@trunkline/stt/adapters/out/soundswallower/soundswallower-recogniser';

it('reads no file once it is ready, whatever the first call expects', async () => {
  const recogniser = await createSoundswallowerRecogniser({
    workers: 1,
    seats: 1,
    waitingMax: 0,
    seatWaitMs: 100,
    queueMs: 2_000,
    stallMs: 5_000,
  });
  const reads = jest.spyOn(fs, 'readFileSync');
  const prepared = recogniser.prepare({
    stage: 'greet',
    phrases: ['where is my order'],
    classes: [],
    vocabulary: ['please'],
  });
  expect(prepared.kind).toBe('prepared');
  expect(reads).not.toHaveBeenCalled();
  await recogniser.close();
});
