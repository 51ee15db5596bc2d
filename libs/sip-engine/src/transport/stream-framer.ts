// Cuts a TCP byte stream into SIP messages by Content-Length, and finds keep-alives between them (RFC 3261 18.3, RFC 5626 4.4.1).
export type StreamUnit =
  | { readonly kind: 'message'; readonly bytes: Buffer }
  /** A double CRLF between messages: it wants a single CRLF back. */
  | { readonly kind: 'ping' }
  /** The stream cannot be framed any further; what there is of the message goes along for an answer. */
  | { readonly kind: 'broken'; readonly why: string; readonly bytes: Buffer };

export class StreamFramer {
  private pending: Buffer = Buffer.alloc(0);
  private searchedTo = 0;
  private isBroken = false;

  constructor(private readonly maxBytes: number) {}

  /** Bytes held back for an unfinished message. */
  get pendingBytes(): number {
    return this.pending.length;
  }

  push(chunk: Buffer): StreamUnit[] {
    const units: StreamUnit[] = [];
    if (this.isBroken) return units;
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    for (let unit = this.next(); unit; unit = this.next()) {
      units.push(unit);
      if (unit.kind === 'broken') break;
    }
    return units;
  }

  private next(): StreamUnit | undefined {
    const { pending } = this;
    if (pending.length === 0) return undefined;
    if (pending[0] === 0x0d || pending[0] === 0x0a) return this.keepAlive();
    const end = pending.indexOf('\r\n\r\n', Math.max(0, this.searchedTo - 3), 'latin1');
    if (end < 0) {
      this.searchedTo = pending.length;
      return pending.length > this.maxBytes ? this.break('header too long') : undefined;
    }
    const head = pending.toString('latin1', 0, end);
    const length = lengthPattern.exec(head)?.[1];
    if (length === undefined) return this.break('no content-length');
    const total = end + 4 + Number(length);
    if (total > this.maxBytes) return this.break('message too long');
    return pending.length < total ? undefined : this.take(total);
  }

  private keepAlive(): StreamUnit | undefined {
    const isPing = this.pending.length >= 4 && this.pending.toString('latin1', 0, 4) === '\r\n\r\n';
    if (!isPing && this.pending.length < 4 && '\r\n\r\n'.startsWith(this.pending.toString('latin1', 0)))
      return undefined;
    const blank = /^[\r\n]+/.exec(this.pending.toString('latin1', 0, 64))?.[0].length ?? 1;
    this.take(isPing ? 4 : blank);
    return isPing ? { kind: 'ping' } : this.next();
  }

  private take(total: number): StreamUnit {
    const bytes = this.pending.subarray(0, total);
    this.pending = this.pending.subarray(total);
    this.searchedTo = 0;
    return { kind: 'message', bytes };
  }

  private break(why: string): StreamUnit {
    const bytes = this.pending.subarray(0, this.maxBytes);
    this.isBroken = true;
    this.pending = Buffer.alloc(0);
    return { kind: 'broken', why, bytes };
  }
}

const lengthPattern = /(?:^|\n)(?:content-length|l)[ \t]*:(?:\r\n[ \t]+|[ \t])*(\d{1,9})[ \t]*(?:\r|\n|$)/i;
