// Servers to throw away, with their folders: for tests and benchmarks.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type RunningKafka } from './kafka/start-kafka';
import { startRedis } from './redis/start-redis';
import { type RunningServer } from './running-server';

export const scratchRedis = (): Promise<RunningServer> => scratch(startRedis);
export const scratchKafka = (): Promise<RunningKafka> => scratch(startKafka);

const scratch = async <S extends RunningServer>(
  start: (options: { dataDir: string }) => Promise<S>,
): Promise<S> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-scratch-'));
  const remove = (path: string): void => rmSync(path, { recursive: true, force: true });
  try {
    const server = await start({ dataDir });
    return {
      ...server,
      stop: async () => {
        await server.stop();
        remove(server.dataDir);
        remove(dataDir);
      },
    };
  } catch (error) {
    remove(dataDir);
    throw error;
  }
};
