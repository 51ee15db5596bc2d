// A record behind a proxy that loses the answer to an append: the writer cannot know whether it was committed.
import { startPostgres } from '@trunkline/event-store';
import { DatabaseProxy } from '@trunkline/event-store/faults/database-proxy';
import { join } from 'node:path';

export interface CommitCutter {
  readonly url: string;
  cutNext(): void;
  /** How many answers were lost. */
  cuts(): number;
  close(): Promise<void>;
}

export const openCutter = async (dir: string): Promise<CommitCutter> => {
  const server = await startPostgres({ dataDir: join(dir, 'postgres'), durable: true });
  const { proxy, url } = await DatabaseProxy.before(server.url);
  return {
    url,
    cutNext: () => proxy.cutNext({ when: 'answered', text: 'appended' }),
    cuts: () => proxy.cuts,
    close: async () => {
      await proxy.close();
      await server.stop();
    },
  };
};
