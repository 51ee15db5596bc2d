// TCP: a listener, connections kept and reused in both directions, keep-alives answered (RFC 3261 18, RFC 5626 4.4.1).
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Destination, Flow, Listening } from './flow';
import { StreamFramer } from './stream-framer';

export interface TcpLimits {
  readonly messageBytesMax: number;
  readonly tcpConnectionsMax: number;
  readonly tcpIdleMs: number;
  readonly connectMs: number;
}

export interface TcpEvents {
  onMessage(bytes: Buffer, flow: Flow): void;
  onBroken(why: string): void;
  nextConnectionId(): number;
}

interface Connection {
  readonly id: number;
  readonly socket: Socket;
  readonly flow: Flow;
}

export class TcpTransport {
  private readonly connections = new Map<number, Connection>();
  private readonly byRemote = new Map<string, Connection>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly listening: Listening,
    private readonly setup: { limits: TcpLimits; events: TcpEvents },
  ) {
    server.on('connection', (socket) => this.onConnection(socket));
  }

  static async open(
    at: { host: string; port: number },
    setup: { limits: TcpLimits; events: TcpEvents },
  ): Promise<TcpTransport> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at.port, at.host, resolve);
    });
    server.on('error', () => undefined);
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : at.port;
    return new TcpTransport(server, { transport: 'tcp', host: at.host, port }, setup);
  }

  get size(): number {
    return this.sockets.size;
  }

  send(bytes: Buffer, to: Destination, onFailure?: () => void): void {
    const open =
      this.connections.get(to.connectionId ?? -1) ?? this.byRemote.get(remoteKey(to.host, to.port));
    if (open) return this.write(open, bytes, onFailure);
    if (this.sockets.size >= this.setup.limits.tcpConnectionsMax) return fail(onFailure);
    this.connect(bytes, to, onFailure);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroySoon();
    const reaper = setTimeout(() => this.sockets.forEach((socket) => socket.destroy()), 500);
    await closed;
    clearTimeout(reaper);
  }

  private connect(bytes: Buffer, to: Destination, onFailure?: () => void): void {
    const socket = connect({ host: to.host, port: to.port, noDelay: true });
    this.sockets.add(socket);
    let isConnected = false;
    socket.setTimeout(this.setup.limits.connectMs, () => socket.destroy());
    // Messages for the same peer wait in this socket's own buffer until it is connected.
    const connection = this.adopt(socket, { host: to.host, port: to.port });
    socket.once('connect', () => {
      isConnected = true;
    });
    socket.once('close', () => {
      if (isConnected) return;
      const fallback = this.connections.get(to.fallbackConnectionId ?? -1);
      if (fallback) this.write(fallback, bytes, onFailure);
      else onFailure?.();
    });
    connection.socket.write(bytes);
  }

  private onConnection(socket: Socket): void {
    if (this.sockets.size >= this.setup.limits.tcpConnectionsMax || socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    this.adopt(socket, { host: socket.remoteAddress, port: socket.remotePort ?? 0 });
  }

  private adopt(socket: Socket, remote: { host: string; port: number }): Connection {
    const { limits, events } = this.setup;
    const id = events.nextConnectionId();
    const { host, port } = this.listening;
    const flow: Flow = { transport: 'tcp', local: { host, port }, remote, connectionId: id };
    const connection = { id, socket, flow };
    const framer = new StreamFramer(limits.messageBytesMax);
    this.connections.set(id, connection);
    this.byRemote.set(remoteKey(remote.host, remote.port), connection);
    socket.on('connect', () => socket.setTimeout(limits.tcpIdleMs, () => socket.destroy()));
    if (!socket.connecting) socket.setTimeout(limits.tcpIdleMs, () => socket.destroy());
    socket.on('data', (chunk) => this.onData(connection, framer, chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.forget(connection));
    return connection;
  }

  private onData(connection: Connection, framer: StreamFramer, chunk: Buffer): void {
    const { events } = this.setup;
    for (const unit of framer.push(chunk)) {
      switch (unit.kind) {
        case 'message':
          events.onMessage(unit.bytes, connection.flow);
          break;
        case 'ping':
          connection.socket.write('\r\n');
          break;
        case 'broken':
          events.onBroken(unit.why);
          events.onMessage(unit.bytes, connection.flow);
          connection.socket.destroySoon();
      }
    }
  }

  private write(connection: Connection, bytes: Buffer, onFailure?: () => void): void {
    // A peer that stopped reading must not fill our memory.
    if (connection.socket.writableLength > writeBacklogBytesMax) {
      connection.socket.destroy();
      return fail(onFailure);
    }
    connection.socket.write(bytes, onFailure && ((error) => error && onFailure()));
  }

  private forget(connection: Connection): void {
    this.sockets.delete(connection.socket);
    this.connections.delete(connection.id);
    const key = remoteKey(connection.flow.remote.host, connection.flow.remote.port);
    if (this.byRemote.get(key) === connection) this.byRemote.delete(key);
  }
}

const remoteKey = (host: string, port: number): string => `${host}|${port}`;
const fail = (onFailure?: () => void): void => {
  if (onFailure) setImmediate(onFailure);
};
const writeBacklogBytesMax = 8 * 1024 * 1024;
