// SHA-256 (FIPS 180-4) in plain arithmetic, and the digest that binds a confirmation to what will be done.
import { canonicalJson } from '@trunkline/event-sourcing';

const ENCODER = new TextEncoder();

/** Lower-case hex SHA-256 over the UTF-8 bytes of a text. */
export const sha256 = (text: string): string => {
  const words = padded(ENCODER.encode(text));
  const hash = Uint32Array.from(INITIAL);
  const schedule = new Uint32Array(64);
  for (let at = 0; at < words.length; at += 16) {
    expand(words.subarray(at, at + 16), schedule);
    compress(hash, schedule);
  }
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('');
};

/** The same for equal arguments whatever the order of their names. */
export const argsDigest = (args: Readonly<Record<string, string | number | boolean>>): string =>
  sha256(canonicalJson(args));

/** Fractional parts of the cube roots (constants) and square roots (initial hash) of the first primes, 4.2.2 and 5.3.3. */
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32);
const primes = (count: number): number[] => {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
};
const CONSTANTS = Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const INITIAL = Uint32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

const padded = (bytes: Uint8Array): Uint32Array => {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const buffer = new Uint8Array(blocks * 64);
  buffer.set(bytes);
  buffer[bytes.length] = 0x80;
  const view = new DataView(buffer.buffer);
  view.setUint32(buffer.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(buffer.length - 4, (bytes.length << 3) >>> 0);
  const words = new Uint32Array(blocks * 16);
  for (let index = 0; index < words.length; index += 1) words[index] = view.getUint32(index * 4);
  return words;
};

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
const word = (words: Uint32Array, index: number): number => words[index] ?? 0;

const expand = (block: Uint32Array, schedule: Uint32Array): void => {
  schedule.set(block);
  for (let t = 16; t < 64; t++) {
    const near = word(schedule, t - 2);
    const far = word(schedule, t - 15);
    const mixNear = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
    const mixFar = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
    schedule[t] = mixNear + word(schedule, t - 7) + mixFar + word(schedule, t - 16);
  }
};

const compress = (hash: Uint32Array, schedule: Uint32Array): void => {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let t = 0; t < 64; t++) {
    const mixE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + mixE + choice + word(CONSTANTS, t) + word(schedule, t)) | 0;
    const mixA = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + mixA + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    hash[index] = word(hash, index) + value;
  });
};
