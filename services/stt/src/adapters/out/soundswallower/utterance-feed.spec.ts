// Audio in pieces, never without bound.
import fc from 'fast-check';
import { PIECE_SAMPLES, UtteranceFeed } from './utterance-feed';

const open = (queueSamplesMax = 16_000) => {
  const sent: (number | 'finish')[] = [];
  const feed = new UtteranceFeed(
    { audio: (pcm) => sent.push(pcm.length), finish: () => sent.push('finish') },
    queueSamplesMax,
  );
  feed.open();
  return { feed, sent };
};

it('sends 100 ms pieces, the rest at the end, then the end', () => {
  const { feed, sent } = open();
  feed.taken();
  feed.push(new Int16Array(1_000));
  feed.finish();
  expect(sent).toEqual([PIECE_SAMPLES, 200, 'finish']);
});

it('waits for the worker: two pieces on the way, the end after the last', () => {
  const { feed, sent } = open();
  feed.push(new Int16Array(PIECE_SAMPLES * 4));
  feed.finish();
  expect(sent).toEqual([PIECE_SAMPLES]);
  feed.taken();
  expect(sent).toHaveLength(2);
  feed.taken();
  feed.taken();
  expect(sent).toEqual([PIECE_SAMPLES, PIECE_SAMPLES, PIECE_SAMPLES, PIECE_SAMPLES, 'finish']);
});

it('keeps what is said before there is a worker, and its end', () => {
  const sent: (number | 'finish')[] = [];
  const feed = new UtteranceFeed(
    { audio: (pcm) => sent.push(pcm.length), finish: () => sent.push('finish') },
    16_000,
  );
  feed.push(new Int16Array(PIECE_SAMPLES + 10));
  feed.finish();
  expect(sent).toEqual([]);
  feed.open();
  feed.taken();
  expect(sent).toEqual([PIECE_SAMPLES, 10, 'finish']);
});

it('drops the oldest audio of a worker that does not take any, and counts it', () => {
  const { feed, sent } = open(PIECE_SAMPLES * 3);
  for (let index = 0; index < 10; index++) feed.push(new Int16Array(PIECE_SAMPLES).fill(index));
  expect(sent).toHaveLength(1);
  expect(feed.droppedMs).toBe(600);
});

it('loses nothing and reorders nothing while the worker keeps up', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_500)), (sizes) => {
      const heard: number[] = [];
      const feed = new UtteranceFeed(
        { audio: (pcm) => void (heard.push(...pcm), (pending += 1)), finish: () => heard.push(-1) },
        16_000,
      );
      feed.open();
      let pending = 1;
      let next = 0;
      for (const size of sizes) {
        feed.push(Int16Array.from({ length: size }, () => next++ % 30_000));
        for (; pending > 0; pending--) feed.taken();
      }
      feed.finish();
      for (; pending > 0; pending--) feed.taken();
      expect(heard).toEqual([...Array.from({ length: next }, (_, index) => index % 30_000), -1]);
    }),
  );
});
