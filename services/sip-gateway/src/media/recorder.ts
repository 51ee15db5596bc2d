// Records a line as stereo WAV, caller left and what the caller hears right, in pieces of a second.
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { interleaveMulaw, SAMPLE_RATE_HZ, wavHeader, wavPatches, type WavFormat } from '@trunkline/audio';

const FORMAT: WavFormat = { encoding: 'mulaw', channels: 2, sampleRateHz: SAMPLE_RATE_HZ };
const FRAMES_PER_WRITE = 50;
/** Waiting to be written; a disk that stands still costs audio of the recording, never memory. */
const BUFFERED_BYTES_MAX = 1_048_576;

export class LineRecorder {
  droppedFrames = 0;
  #file: WriteStream | undefined;
  #frames: Uint8Array[] = [];
  #bytes = 0;
  #hasFailed = false;

  constructor(readonly path: string) {}

  async start(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    this.#file = createWriteStream(this.path);
    this.#file.on('error', () => {
      this.#hasFailed = true;
    });
    this.#file.write(wavHeader(FORMAT));
  }

  /** One frame of both sides, mu-law. */
  push(caller: Uint8Array, heard: Uint8Array): void {
    this.#frames.push(interleaveMulaw(caller, heard));
    if (this.#frames.length >= FRAMES_PER_WRITE) this.#flush();
  }

  /** Writes what is left, and the true length into the header. */
  async stop(): Promise<void> {
    this.#flush();
    const file = this.#file;
    if (!file) return;
    this.#file = undefined;
    await new Promise<void>((resolve) => file.end(() => resolve()));
    if (this.#hasFailed) return;
    const handle = await open(this.path, 'r+');
    for (const patch of wavPatches(FORMAT, this.#bytes))
      await handle.write(patch.bytes, 0, undefined, patch.offset);
    await handle.close();
  }

  #flush(): void {
    const piece = Buffer.concat(this.#frames);
    const isStuck = this.#hasFailed || !this.#file || this.#file.writableLength > BUFFERED_BYTES_MAX;
    if (isStuck) this.droppedFrames += this.#frames.length;
    else {
      this.#file?.write(piece);
      this.#bytes += piece.length;
    }
    this.#frames = [];
  }
}
