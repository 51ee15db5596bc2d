// Speech for programs that send raw mu-law: sentences by the embedded synthesiser, with silence in between.
import { encodeMulaw, SAMPLE_RATE_HZ, SILENCE } from '@trunkline/audio';
import { createFlite } from '@trunkline/flite';
import { writeFile } from 'node:fs/promises';

/** Words to be said, or silence in ms. */
export type Piece = string | number;

export const writeSpeech = async (file: string, pieces: readonly Piece[]): Promise<void> => {
  const flite = await createFlite({ workersMax: 1 });
  try {
    const parts: Uint8Array[] = [];
    for (const piece of pieces) {
      if (typeof piece === 'number') parts.push(silence(piece));
      else parts.push(encodeMulaw((await flite.speak({ voice: 'rms', text: piece })).pcm));
    }
    await writeFile(file, Buffer.concat(parts));
  } finally {
    await flite.close();
  }
};

const silence = (ms: number): Uint8Array => new Uint8Array((ms * SAMPLE_RATE_HZ) / 1_000).fill(SILENCE.mulaw);
