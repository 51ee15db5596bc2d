// Ports that are free now, for processes that are told theirs before they start.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { type HostPort } from '../platform-options';

const TRIES_MAX = 20;

/** No two of them are the same. */
export const freeTcpPorts = async (count: number): Promise<readonly number[]> => {
  const held = await Promise.all(Array.from({ length: count }, () => holdTcp(0)));
  await Promise.all(held.map(({ release }) => release()));
  return held.map(({ port }) => port);
};

/** For SIP: free for UDP and TCP. A port that was asked for is taken as it is: who listens says whether it is free. */
export const freeSipPort = async ({ host, port }: HostPort): Promise<HostPort> => {
  if (port !== 0) return { host, port };
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const held = await holdTcp(0);
    const isFree = await isUdpFree(held.port);
    await held.release();
    if (isFree) return { host, port: held.port };
  }
  throw new Error('no port is free for both UDP and TCP');
};

const holdTcp = (port: number): Promise<{ readonly port: number; readonly release: () => Promise<void> }> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : 0,
        release: () => new Promise((released) => server.close(() => released())),
      });
    });
  });

const isUdpFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
