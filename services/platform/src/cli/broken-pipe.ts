// What becomes of a command whose reader has left, as `head` does: it goes on to its end, and nobody hears of it.
import { type Writable } from 'node:stream';

/** From then on what is written to a stream without a reader is dropped; any other failure is thrown as ever. */
export const outliveReaders = (...streams: readonly Writable[]): void => {
  for (const stream of streams)
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
};
