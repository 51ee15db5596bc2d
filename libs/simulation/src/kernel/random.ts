// Chance with a name: sfc32 generators whose named sub-streams do not shift when another one draws more.

export class Random {
  private readonly words: Uint32Array;

  constructor(private readonly seed: string) {
    this.words = seeded(seed);
    for (let warm = 0; warm < 12; warm += 1) this.next();
  }

  /** The same name yields the same generator, whatever was drawn before. */
  split(name: string): Random {
    return new Random(`${this.seed}/${name}`);
  }

  /** In [0, 1), 32 bits of it. sfc32 by Chris Doty-Humphrey (PractRand). */
  next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.words;
    const sum = (a + b + counter) | 0;
    this.words[3] = counter + 1;
    this.words[0] = b ^ (b >>> 9);
    this.words[1] = (c + (c << 3)) | 0;
    this.words[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Whole, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.next() * from.length)] ?? from[0];
  }
}

/** FNV-1a over the text, once per word with another start. */
const seeded = (text: string): Uint32Array =>
  Uint32Array.from([0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 1], (start) => {
    let word = start;
    for (let at = 0; at < text.length; at += 1) word = Math.imul(word ^ text.charCodeAt(at), 0x01000193);
    return word ^ (word >>> 15);
  });
