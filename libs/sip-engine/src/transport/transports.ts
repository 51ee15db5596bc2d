// All listeners together: chooses the local end for a destination and sends through it.
import { networkInterfaces } from 'node:os';
import type { ListenOptions, Limits, Log } from '../engine/options';
import type { Destination, Flow, Listening, TransportName } from './flow';
import { TcpTransport } from './tcp';
import { openUdp, type UdpTransport } from './udp';

interface Setup {
  readonly limits: Limits;
  readonly receive: (bytes: Buffer, flow: Flow) => void;
  readonly log: Log;
}

type Bound =
  | { readonly kind: 'udp'; readonly at: UdpTransport; readonly advertisedHost: string | undefined }
  | { readonly kind: 'tcp'; readonly at: TcpTransport; readonly advertisedHost: string | undefined };

export class Transports {
  /** Read once: asking the system costs more than a message. */
  private readonly own = ownAddresses();

  private constructor(private readonly bound: readonly Bound[]) {}

  static async open(listen: readonly ListenOptions[], setup: Setup): Promise<Transports> {
    const bound: Bound[] = [];
    let lastConnectionId = 0;
    const events = {
      onMessage: setup.receive,
      onBroken: (why: string) => setup.log('warn', 'stream broken', { why }),
      nextConnectionId: () => (lastConnectionId += 1),
    };
    try {
      for (const one of listen) {
        const { advertisedHost } = one;
        if (one.transport === 'udp')
          bound.push({ kind: 'udp', advertisedHost, at: await openUdp(one, setup.receive) });
        else
          bound.push({
            kind: 'tcp',
            advertisedHost,
            at: await TcpTransport.open(one, { limits: { ...setup.limits, connectMs: 4_000 }, events }),
          });
      }
    } catch (error) {
      await new Transports(bound).close();
      throw error;
    }
    return new Transports(bound);
  }

  get listening(): readonly Listening[] {
    return this.bound.map(({ at }) => at.listening);
  }

  /** The listeners as peers reach them: no wildcard address in it. */
  get advertised(): readonly Listening[] {
    return this.bound.map(({ at: { listening }, advertisedHost }) => ({
      ...listening,
      host: advertisedHost ?? reachableHost(listening.host, '', this.own),
    }));
  }

  get tcpConnections(): number {
    return this.bound.reduce((sum, one) => sum + (one.kind === 'tcp' ? one.at.size : 0), 0);
  }

  send(bytes: Buffer, to: Destination, onFailure?: () => void): void {
    const bound = this.boundFor(to);
    if (bound) bound.at.send(bytes, to, onFailure);
    else if (onFailure) setImmediate(onFailure);
  }

  localEnd(to: Destination): Listening | undefined {
    const bound = this.boundFor(to);
    if (!bound) return undefined;
    const { listening } = bound.at;
    return { ...listening, host: bound.advertisedHost ?? reachableHost(listening.host, to.host, this.own) };
  }

  isOwnAddress(transport: TransportName, host: string, port: number): boolean {
    return this.bound.some(({ kind, at: { listening }, advertisedHost }) => {
      const isHost =
        listening.host === host ||
        advertisedHost === host ||
        (isWildcard(listening.host) && this.own.has(host));
      return kind === transport && listening.port === port && isHost;
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.bound.map(({ at }) => at.close()));
  }

  private boundFor(to: Destination): Bound | undefined {
    const family = to.host.includes(':');
    const fitting = this.bound.filter(
      ({ kind, at }) => kind === to.transport && at.listening.host.includes(':') === family,
    );
    return (
      fitting.find(({ at }) => at.listening.port === to.localPort) ??
      fitting[0] ??
      this.bound.find(({ kind }) => kind === to.transport)
    );
  }
}

// Listening on every address, the one a peer can reach is the loopback for a loopback peer, else the first outward one.
const reachableHost = (host: string, peer: string, own: ReadonlySet<string>): string => {
  if (!isWildcard(host)) return host;
  if (peer.startsWith('127.') || peer === 'localhost') return '127.0.0.1';
  return [...own].find((address) => !address.startsWith('127.')) ?? '127.0.0.1';
};

const ownAddresses = (): Set<string> =>
  new Set(
    Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family }) => family === 'IPv4')
      .map(({ address }) => address),
  );

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';
