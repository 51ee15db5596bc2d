// Where the services of one process meet: Unix sockets in a folder of their own, known before any of them listens.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Addresses {
  readonly lines: string;
  readonly stt: string;
  readonly tts: string;
  readonly conversation: string;
  readonly tools: string;
  readonly handoffs: string;
  /** Removes the folder. */
  remove(): Promise<void>;
}

/** In the system's folder for temporary files: a socket's path is limited to about 100 bytes. */
export const chooseAddresses = async (): Promise<Addresses> => {
  const dir = await mkdtemp(join(tmpdir(), 'trunkline-'));
  const at = (name: string): string => `unix:${join(dir, `${name}.sock`)}`;
  return {
    lines: at('lines'),
    stt: at('stt'),
    tts: at('tts'),
    conversation: at('conversation'),
    tools: at('tools'),
    handoffs: at('handoffs'),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
};
