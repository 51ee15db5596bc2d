// The admin door: a loopback TCP server that applications reach with drachtio-srf.
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { parseCommand, type AdminCommand } from './command';
import { encodeFrame, FrameDecoder } from './frame';
import { replyNo, replyNok, replyOk, type Outgoing } from './reply';

export interface AdminSetup {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly version: string;
  readonly limits: {
    readonly adminFrameBytesMax: number;
    readonly adminBacklogBytesMax: number;
    readonly adminClientsMax: number;
  };
  readonly uuid: () => string;
  /** `udp/127.0.0.1:5060,tcp/...` as the application is told. */
  readonly hostPorts: () => string;
}

/** Commands that come through only from an application that knows the secret. */
export interface AdminEvents {
  onConnected(clientId: number): void;
  onRoute(clientId: number, verb: string): void;
  onRemoveRoute(clientId: number, verb: string): void;
  /** False ends the connection. */
  onSip(clientId: number, command: Extract<AdminCommand, { kind: 'sip' }>): boolean;
  onGone(clientId: number): void;
  onRefused(why: string): void;
}

interface Session {
  readonly id: number;
  readonly socket: Socket;
  isAuthenticated: boolean;
}

export class AdminServer {
  private readonly sessions = new Map<number, Session>();
  private lastId = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private readonly wiring: { readonly setup: AdminSetup; readonly events: AdminEvents },
  ) {
    server.on('connection', (socket) => this.onConnection(socket));
  }

  static async open(setup: AdminSetup, events: AdminEvents): Promise<AdminServer> {
    const server = createServer({ noDelay: true, keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(setup.port, setup.host, resolve);
    });
    server.on('error', () => undefined);
    const address = server.address();
    return new AdminServer(server, typeof address === 'object' && address ? address.port : setup.port, {
      setup,
      events,
    });
  }

  get size(): number {
    return this.sessions.size;
  }

  send(clientId: number, frame: Outgoing): void {
    const session = this.sessions.get(clientId);
    if (session) this.write(session, frame);
  }

  isCongested(clientId: number): boolean {
    return (
      (this.sessions.get(clientId)?.socket.writableLength ?? 0) >
      this.wiring.setup.limits.adminBacklogBytesMax
    );
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const { socket } of this.sessions.values()) socket.destroySoon();
    await closed;
  }

  private onConnection(socket: Socket): void {
    if (this.sessions.size >= this.wiring.setup.limits.adminClientsMax) {
      socket.destroy();
      return;
    }
    this.lastId += 1;
    const session: Session = { id: this.lastId, socket, isAuthenticated: false };
    const decoder = new FrameDecoder(this.wiring.setup.limits.adminFrameBytesMax);
    this.sessions.set(session.id, session);
    // Who connects and says nothing does not hold a place.
    socket.setTimeout(10_000, () => !session.isAuthenticated && socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.sessions.delete(session.id);
      if (session.isAuthenticated) this.wiring.events.onGone(session.id);
    });
    socket.on('data', (chunk) => this.onData(session, decoder, chunk));
  }

  private onData(session: Session, decoder: FrameDecoder, chunk: Buffer): void {
    session.socket.cork();
    for (const unit of decoder.push(chunk)) {
      if (session.socket.destroyed || session.socket.writableEnded) break;
      if (unit.kind === 'frame') this.onCommand(session, parseCommand(unit.head, unit.message));
      else if (unit.kind === 'oversize') this.write(session, replyNok(unit.messageId, 'message too large'));
      else session.socket.destroy();
    }
    session.socket.uncork();
  }

  private onCommand(session: Session, command: AdminCommand): void {
    if (command.kind === 'authenticate') return this.authenticate(session, command);
    if (command.kind === 'invalid') return this.end(session, replyNo(command.id, 'Invalid message format'));
    if (!session.isAuthenticated) {
      this.wiring.events.onRefused('not authenticated');
      return this.end(session, replyNo(command.id, 'not authenticated'));
    }
    switch (command.kind) {
      case 'ping':
        return this.write(session, replyOk(command.id, 'pong'));
      case 'route':
        this.wiring.events.onRoute(session.id, command.verb);
        return this.write(session, replyOk(command.id));
      case 'remove-route':
        this.wiring.events.onRemoveRoute(session.id, command.verb);
        return this.write(session, replyOk(command.id));
      case 'proxy':
        return this.write(session, replyNok(command.id, 'proxy is not supported'));
      case 'unknown':
        return this.end(session, replyNo(command.id, 'Unknown message type'));
      case 'sip':
        if (!this.wiring.events.onSip(session.id, command)) session.socket.destroySoon();
    }
  }

  private authenticate(session: Session, command: Extract<AdminCommand, { kind: 'authenticate' }>): void {
    const { secret, version, hostPorts } = this.wiring.setup;
    const [given, expected] = [Buffer.from(command.secret), Buffer.from(secret)];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      this.wiring.events.onRefused('incorrect secret');
      return this.end(session, replyNo(command.id, 'incorrect secret'));
    }
    if (!session.isAuthenticated) this.wiring.events.onConnected(session.id);
    session.isAuthenticated = true;
    this.write(session, replyOk(command.id, hostPorts(), version, hostPorts()));
  }

  private end(session: Session, frame: Outgoing): void {
    this.write(session, frame);
    session.socket.uncork();
    session.socket.destroySoon();
  }

  private write({ socket }: Session, { head, message }: Outgoing): void {
    if (socket.writable) socket.write(encodeFrame(`${this.wiring.setup.uuid()}|${head}`, message));
  }
}
