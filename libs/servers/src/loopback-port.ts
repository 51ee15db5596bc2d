// Ports of the loopback: one that is free, or whether a given one is.
import { createServer } from 'node:net';
import { freePort } from '@trunkline/event-store/postgres-server/free-port';

/** The port that was asked for, or a free one for 0. Rejects when another program has it. */
export const claimPort = async (name: string, asked: number): Promise<number> => {
  if (asked === 0) return freePort();
  if (await isFree(asked)) return asked;
  throw new Error(`${name}: port ${asked} of 127.0.0.1 is taken by another program; choose another, or 0`);
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
