// What a simulated person said and heard, kept in memory and written as stereo WAV at the end: own voice left.
import { encodeWav, interleaveMulaw, SAMPLE_RATE_HZ } from '@trunkline/audio';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Ten minutes; a longer call keeps its beginning. */
const FRAMES_MAX = 30_000;

export class Recording {
  readonly #frames: Uint8Array[] = [];

  constructor(readonly path: string) {}

  push(said: Uint8Array, heard: Uint8Array): void {
    if (this.#frames.length < FRAMES_MAX) this.#frames.push(interleaveMulaw(said, heard));
  }

  async save(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const format = { encoding: 'mulaw', channels: 2, sampleRateHz: SAMPLE_RATE_HZ } as const;
    await writeFile(this.path, encodeWav(format, Buffer.concat(this.#frames)));
  }
}
