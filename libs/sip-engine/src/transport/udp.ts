// UDP: one socket per listener, and a probe that finds out whether a port is closed.
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { Flow, Listening } from './flow';

export interface UdpTransport {
  readonly listening: Listening;
  send(bytes: Buffer, to: { host: string; port: number }, onFailure?: () => void): void;
  close(): Promise<void>;
}

export const openUdp = async (
  at: { host: string; port: number },
  onMessage: (bytes: Buffer, flow: Flow) => void,
): Promise<UdpTransport> => {
  const family = at.host.includes(':') ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    lookup: resolveHost,
    recvBufferSize: 4 * 1024 * 1024,
  });
  await bind(socket, at);
  const local = { host: at.host, port: socket.address().port };
  socket.on('message', (bytes, from) => {
    // Keep-alives (RFC 5626 4.4, RFC 6223) are no message.
    if (bytes.length <= 4 && /^[\r\n\0 ]*$/.test(bytes.toString('latin1'))) return;
    onMessage(bytes, {
      transport: 'udp',
      local,
      remote: { host: from.address, port: from.port },
      connectionId: undefined,
    });
  });
  socket.on('error', () => undefined);
  return {
    listening: { transport: 'udp', ...local },
    send: (bytes, to, onFailure) => {
      socket.send(bytes, to.port, to.host, onFailure && ((error) => error && onFailure()));
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
};

/**
 * Sends an empty keep-alive from a connected socket: only such a socket hears "port unreachable". The keep-alive is
 * ignored by every SIP element (RFC 3261 7.5). Silence means nothing and ends after `waitMs`.
 */
export const probeUdp = (to: { host: string; port: number }, waitMs: number, onRefused: () => void): void => {
  const socket = createSocket({ type: to.host.includes(':') ? 'udp6' : 'udp4', lookup: resolveHost });
  const timer = setTimeout(() => socket.close(), waitMs).unref();
  socket.unref();
  socket.once('error', (error: NodeJS.ErrnoException) => {
    clearTimeout(timer);
    socket.close();
    if (error.code === 'ECONNREFUSED') onRefused();
  });
  socket.connect(to.port, to.host, () => socket.send(keepAlive, () => undefined));
};

const bind = (socket: Socket, at: { host: string; port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(at.port, at.host, () => {
      socket.off('error', reject);
      resolve();
    });
  });

type Resolved = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;

// An address literal needs no detour through the resolver's thread pool.
const resolveHost = (host: string, options: object, done: Resolved): void => {
  const family = isIP(host);
  if (family > 0) return done(null, host, family);
  lookup(host, { ...options, all: false }, (error, address, found) => done(error, address, found));
};

const keepAlive = Buffer.from('\r\n\r\n');
