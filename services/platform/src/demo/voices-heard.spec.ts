import { isHeard } from './voices-heard';

/** A made-up loudness of speech in steps of 20 ms: syllables of uneven length and level, from a seed. */
const speech = (seed: number, steps: number): number[] => {
  let state = seed;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const levels: number[] = [];
  while (levels.length < steps) {
    const level = next() < 0.25 ? 0 : 300 + next() * 5_000;
    for (let length = 3 + Math.floor(next() * 8); length > 0; length -= 1) levels.push(level);
  }
  return levels.slice(0, steps);
};
const quiet = (steps: number): number[] => Array<number>(steps).fill(0);

describe('isHeard', () => {
  const said = [...quiet(40), ...speech(7, 200), ...quiet(30)];

  it('finds speech that comes later and quieter', () => {
    expect(isHeard(said, [...quiet(95), ...said.map((level) => level * 0.6)])).toBe(true);
  });

  it('finds speech of which a part was lost', () => {
    const heard = [...quiet(20), ...said.slice(0, 110), ...said.slice(116)];
    expect(isHeard(said, heard)).toBe(true);
  });

  it('finds speech whose frames were cut half a frame later', () => {
    const shifted = said.map((level, index) => (level + (said[index + 1] ?? level)) / 2);
    expect(isHeard(said, [...quiet(33), ...shifted])).toBe(true);
  });

  it('finds speech of which every piece comes with gaps', () => {
    const heard = said.map((level, index) => (index % 23 < 3 ? 0 : level));
    expect(isHeard(said, [...quiet(60), ...heard])).toBe(true);
  });

  it('does not take pieces that are alike, each at another delay, for it', () => {
    const pieces = [said.slice(160, 240), said.slice(40, 100), said.slice(100, 160)];
    expect(
      isHeard(
        said,
        pieces.flatMap((piece, index) => [...quiet(31 * (index + 1)), ...piece]),
      ),
    ).toBe(false);
  });

  it('does not take other speech, or silence, for it', () => {
    expect(isHeard(said, [...quiet(50), ...speech(1_234, 300), ...quiet(50)])).toBe(false);
    expect(isHeard(said, quiet(400))).toBe(false);
    expect(isHeard(quiet(400), said)).toBe(false);
  });
});
