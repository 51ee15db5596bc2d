import { Bed, levelOfMulaw } from '@trunkline/audio';
import { Listening } from './listening';

/** S a frame of speech, . a frame of silence; 20 ms each. */
const hear = (listening: Listening, spelled: string, fromMs = 0): number => {
  [...spelled].forEach((frame, index) => listening.hear(frame === 'S' ? -15 : -60, fromMs + index * 20));
  return fromMs + spelled.length * 20;
};

describe('Listening', () => {
  it('takes pauses inside a sentence for part of it', () => {
    const listening = new Listening();
    hear(listening, `SSSSS${'.'.repeat(10)}SSSSS${'.'.repeat(20)}`);
    expect(listening.heard).toEqual([{ startMs: 0, endMs: 400 }]);
  });

  it('does not take the hold bed for speech', () => {
    const listening = new Listening();
    const bed = new Bed();
    for (let atMs = 0; atMs < 16_000; atMs += 20) listening.hear(levelOfMulaw(bed.next()), atMs);
    listening.close();
    expect(listening.heard).toEqual([]);
  });

  it('measures from the last sample said to the first one heard', () => {
    const listening = new Listening();
    listening.spoke(0, 1_000);
    hear(listening, `${'.'.repeat(20)}SSSSS${'.'.repeat(20)}`, 1_000);
    expect(listening.replies()).toEqual([{ askedEndMs: 1_000, heardMs: 1_400, silenceMs: 400 }]);
  });

  it('knows how long the other side has been quiet, and whether it has spoken at all', () => {
    const listening = new Listening();
    expect(listening.quietMs(0, 500)).toBeUndefined();
    const end = hear(listening, 'SSSSS');
    expect(listening.speakingMs()).toBe(100);
    expect(listening.quietMs(0, end + 300)).toBe(300);
    expect(listening.quietMs(end, end + 300)).toBeUndefined();
  });

  it('does not take the rest of a sentence that was spoken into for an answer', () => {
    const cutShort = new Listening();
    const cutAt = hear(cutShort, 'S'.repeat(50));
    expect(cutShort.quietMs(cutAt - 200, cutAt + 900)).toBeUndefined();
    const spokeOn = new Listening();
    const end = hear(spokeOn, 'S'.repeat(120));
    expect(spokeOn.quietMs(end - 1_500, end + 900)).toBe(900);
  });

  it('has no reply for words that were followed by more words of our own', () => {
    const listening = new Listening();
    listening.spoke(0, 1_000);
    listening.spoke(1_200, 2_000);
    hear(listening, `SSSSS${'.'.repeat(20)}`, 2_500);
    expect(listening.replies()).toEqual([{ askedEndMs: 2_000, heardMs: 2_500, silenceMs: 500 }]);
  });
});
