// Binds the two UDP sockets of an RTP session to a port of the range.
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { type PortRange } from './port-range';
import { RtpSession, type RtpSessionEvents } from './rtp-session';
import { type Clock } from './ticker-driver';

export interface OpenOptions {
  readonly host: string;
  readonly ports: PortRange;
  readonly clock: Clock;
  readonly events: RtpSessionEvents;
}

/** Another process on this host may hold a stretch of the range. */
const TRIES_MAX = 256;
const RECEIVE_BUFFER_BYTES = 262_144;

/** Undefined when no port of the range can be had. A port that another process holds is skipped. */
export const openRtpSession = async (options: OpenOptions): Promise<RtpSession | undefined> => {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = options.ports.take(options.clock());
    if (port === undefined) return undefined;
    const sockets = await bindPair(options.host, port);
    if (sockets) {
      const [rtp, rtcp] = sockets;
      const random32 = (): number => randomBytes(4).readUInt32LE();
      return new RtpSession({ ...options, rtp, rtcp, port, random32, wallMs: () => Date.now() });
    }
    options.ports.give(port, options.clock());
  }
  return undefined;
};

const bindPair = async (host: string, port: number): Promise<[Socket, Socket] | undefined> => {
  const rtp = await bind(host, port);
  if (!rtp) return undefined;
  const rtcp = await bind(host, port + 1);
  if (rtcp) return [rtp, rtcp];
  rtp.close();
  return undefined;
};

const bind = (host: string, port: number): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      // Late errors (ICMP unreachable) mean lost datagrams; the media timeout ends a dead leg.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
