// A SIP peer over UDP that does exactly what a test tells it, for tests.
import { createSocket, type Socket } from 'node:dgram';
import { parseMessage } from '../message/parse';
import type { SipMessage, SipResponse } from '../message/message';

export interface RawRequest {
  readonly method: string;
  readonly uri?: string;
  readonly callId?: string;
  readonly branch?: string;
  readonly seq?: number;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

export class RawPeer {
  private readonly arrived: SipMessage[] = [];
  private readonly waiting: {
    wants: (message: SipMessage) => boolean;
    take: (message: SipMessage) => void;
  }[] = [];
  private branches = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly enginePort: number,
  ) {
    socket.on('message', (bytes) => {
      const parsed = parseMessage(bytes);
      if (parsed.kind === 'message') this.take(parsed.message);
    });
  }

  static async open(enginePort: number): Promise<RawPeer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new RawPeer(socket, enginePort);
  }

  get port(): number {
    return this.socket.address().port;
  }

  get uri(): string {
    return `sip:peer@127.0.0.1:${this.port}`;
  }

  /** Every message not yet taken by `next`. */
  get unread(): readonly SipMessage[] {
    return this.arrived;
  }

  request(parts: RawRequest): string {
    const { method, callId = 'call-1', seq = 1, body = '' } = parts;
    this.branches += 1;
    const branch = parts.branch ?? `z9hG4bK-${callId}-${this.branches}`;
    const to = `<sip:app@127.0.0.1:${this.enginePort}>${parts.toTag === undefined ? '' : `;tag=${parts.toTag}`}`;
    return [
      `${method} ${parts.uri ?? `sip:app@127.0.0.1:${this.enginePort}`} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};rport;branch=${branch}`,
      'Max-Forwards: 70',
      `From: <${this.uri}>;tag=peer-tag`,
      `To: ${to}`,
      `Call-ID: ${callId}`,
      `CSeq: ${seq} ${method}`,
      `Contact: <${this.uri}>`,
      ...(parts.headers ?? []),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  }

  /** A response to a request of the engine. */
  response(
    request: SipMessage,
    status: number,
    parts: { toTag?: string; headers?: readonly string[]; body?: string } = {},
  ): string {
    const { headers } = request;
    const to = headers.text('to');
    const tag = parts.toTag === undefined || /;tag=/.test(to) ? '' : `;tag=${parts.toTag}`;
    const body = parts.body ?? '';
    return [
      `SIP/2.0 ${status} Whatever`,
      ...headers.all('via').map((via) => `Via: ${via}`),
      `From: ${headers.text('from')}`,
      `To: ${to}${tag}`,
      `Call-ID: ${headers.text('call-id')}`,
      `CSeq: ${headers.text('cseq')}`,
      ...(parts.headers ?? [`Contact: <${this.uri}>`]),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  }

  send(text: string | Buffer): void {
    this.socket.send(text, this.enginePort, '127.0.0.1');
  }

  /** The next message that fits, also one that has already arrived. */
  next(wants: string | number | ((message: SipMessage) => boolean)): Promise<SipMessage> {
    const fits = typeof wants === 'function' ? wants : (message: SipMessage) => startOf(message) === wants;
    const at = this.arrived.findIndex(fits);
    const [found] = at < 0 ? [] : this.arrived.splice(at, 1);
    if (found) return Promise.resolve(found);
    return new Promise((take) => this.waiting.push({ wants: fits, take }));
  }

  async nextResponse(status: number, method: string): Promise<SipResponse> {
    const found = await this.next(
      (message) =>
        message.kind === 'response' &&
        message.status === status &&
        message.headers.text('cseq').endsWith(method),
    );
    if (found.kind !== 'response') throw new Error('not a response');
    return found;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  private take(message: SipMessage): void {
    const at = this.waiting.findIndex(({ wants }) => wants(message));
    const [waiting] = at < 0 ? [] : this.waiting.splice(at, 1);
    if (waiting) waiting.take(message);
    else this.arrived.push(message);
  }
}

const startOf = (message: SipMessage): string | number =>
  message.kind === 'request' ? message.method : message.status;
