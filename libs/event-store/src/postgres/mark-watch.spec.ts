// The mark's stand over a series of looks at it.
import { type LogMark, type MarkStand, stoodSince } from './mark-watch';

const look = (oldest: number, next: number): LogMark => ({ oldest: BigInt(oldest), next: BigInt(next) });

/** Ages in milliseconds, one look a second. */
const ages = (marks: readonly LogMark[]): readonly number[] => {
  let stand: MarkStand | undefined;
  return marks.map((mark, second) => {
    stand = stoodSince(stand, mark, second * 1_000);
    return stand ? second * 1_000 - stand.sinceMs : 0;
  });
};

describe('the age of the low-water mark', () => {
  it.each([
    ['stays at nothing while no transaction runs', [look(5, 5), look(5, 5)], [0, 0]],
    ['starts anew whenever the mark moves', [look(5, 7), look(6, 8), look(7, 9)], [0, 0, 0]],
    ['grows while one transaction holds it', [look(5, 7), look(5, 70), look(5, 71)], [0, 1_000, 2_000]],
    ['ends with that transaction', [look(5, 7), look(5, 70), look(70, 71), look(71, 71)], [0, 1_000, 0, 0]],
  ])('%s', (_name, marks, expected) => {
    expect(ages(marks)).toEqual(expected);
  });
});
