// Records a line as stereo WAV, caller left and what the caller hears right, in pieces of a second.
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { interleaveMulaw, SAMPLE_RATE_HZ, wavHeader, wavPatches, type WavFormat } from '@trunkline/audio';

const FORMAT: WavFormat = { encoding: 'mulaw', channels: 2, sampleRateHz: SAMPLE_RATE_HZ };
const FRAMES_PER_WRITE = 50;
/** Waiting to be written; a disk that stands still costs audio of the recording, never memory. */
const BUFFERED_BYTES_MAX = 1_048_576;
/** A line is not kept open for a disk that stands still. */
const STOP_MS_MAX = 5_000;

/** A disk that fails costs the recording, never the call: nothing here rejects. */
export class LineRecorder {
  droppedFrames = 0;
  #file: WriteStream | undefined;
  #frames: Uint8Array[] = [];
  #hasFailed = false;

  constructor(readonly path: string) {}

  async start(): Promise<void> {
    try {
      await mkdir(dirname(this.path), { recursive: true });
    } catch {
      this.#hasFailed = true;
      return;
    }
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

  /** Writes what is left, and into the header how much of it the disk has taken. */
  async stop(): Promise<void> {
    this.#flush();
    const file = this.#file;
    if (!file) return;
    this.#file = undefined;
    await ended(file);
    const audioBytes = file.bytesWritten - wavHeader(FORMAT).length;
    if (audioBytes > 0) await writeLength(this.path, audioBytes).catch(() => undefined);
  }

  #flush(): void {
    const isStuck = this.#hasFailed || !this.#file || this.#file.writableLength > BUFFERED_BYTES_MAX;
    if (isStuck) this.droppedFrames += this.#frames.length;
    else this.#file?.write(Buffer.concat(this.#frames));
    this.#frames = [];
  }
}

/** Resolves when the file is closed, for better or worse. */
const ended = (file: WriteStream): Promise<void> =>
  new Promise((resolve) => {
    const late = setTimeout(() => {
      file.destroy();
      resolve();
    }, STOP_MS_MAX);
    file.end(() => {
      clearTimeout(late);
      resolve();
    });
  });

const writeLength = async (path: string, audioBytes: number): Promise<void> => {
  const handle = await open(path, 'r+');
  try {
    for (const patch of wavPatches(FORMAT, audioBytes))
      await handle.write(patch.bytes, 0, undefined, patch.offset);
  } finally {
    await handle.close();
  }
};
