// Stands between clients and a database and cuts connections at the worst moment; can be pointed to another server.
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
}

export interface Cut {
  /**
   * `answered`: the server has done what was asked, and its answer is lost. `sent`: the client has sent it, and nobody
   * knows whether the server has done it.
   */
  readonly when: 'answered' | 'sent';
  /** What the bytes must hold: only these are cut. `appended` is in answers to appends, a stream's name in what asks for one. */
  readonly text: string;
  readonly times?: number;
}

/** For tests of every layer and for chaos: listens on the loopback on a free port. */
export class DatabaseProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private cut: Required<Cut> | undefined;
  private made = 0;

  constructor(private target: DatabaseAddress) {
    this.server = createServer((client) => this.pass(client, createConnection(this.target)));
  }

  /** The same database through this proxy. */
  static async before(databaseUrl: string): Promise<{ readonly proxy: DatabaseProxy; readonly url: string }> {
    const proxy = new DatabaseProxy(addressOf(databaseUrl));
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String(await proxy.listen());
    return { proxy, url: url.href };
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  /** The next ones that match; replaces what was left of an earlier one. */
  cutNext(cut: Cut): void {
    this.cut = { times: 1, ...cut };
  }

  /** How many connections have been cut so. */
  get cuts(): number {
    return this.made;
  }

  /** New connections go there; those that are open are cut. */
  pointTo(databaseUrl: string): void {
    this.target = addressOf(databaseUrl);
    this.cutAll();
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(client: Socket, upstream: Socket): void {
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let isCut = false;
    client.on('data', (chunk) => {
      isCut ||= this.isCut('sent', chunk);
      upstream.write(chunk, () => {
        // A reset, not an orderly end: RFC 9293 3.5.2.
        if (isCut) client.resetAndDestroy();
      });
    });
    upstream.on('data', (chunk) => {
      isCut ||= this.isCut('answered', chunk);
      if (isCut) client.resetAndDestroy();
      else client.write(chunk);
    });
  }

  private isCut(when: Cut['when'], chunk: Buffer): boolean {
    if (this.cut?.when !== when || this.cut.times === 0 || !chunk.includes(this.cut.text)) return false;
    this.cut = { ...this.cut, times: this.cut.times - 1 };
    this.made += 1;
    return true;
  }
}

const addressOf = (databaseUrl: string): DatabaseAddress => {
  const { hostname, port } = new URL(databaseUrl);
  return { host: hostname, port: Number(port || 5432) };
};
