// Framing of the admin protocol: LEN "#" PAYLOAD, LEN in bytes. Pure.
export type AdminUnit =
  | { readonly kind: 'frame'; readonly head: string; readonly message: Buffer | undefined }
  /** Longer than allowed: its bytes are skipped, the message id lets it be refused by name. */
  | { readonly kind: 'oversize'; readonly messageId: string }
  | { readonly kind: 'broken'; readonly why: string };

/** One frame: the first line, and behind a CRLF the SIP message. */
export const encodeFrame = (head: string, message?: Buffer): Buffer => {
  const length = Buffer.byteLength(head) + (message ? message.length + 2 : 0);
  if (!message) return Buffer.from(`${length}#${head}`);
  return Buffer.concat([Buffer.from(`${length}#${head}\r\n`), message]);
};

/** Takes chunks cut anywhere, gives frames; a length that is no number ends the connection. */
export class FrameDecoder {
  private pending: Buffer = Buffer.alloc(0);
  private waitingFor = 1;
  private toSkip = 0;
  private chunks: Buffer[] = [];
  private chunkBytes = 0;

  constructor(private readonly maxBytes: number) {}

  push(chunk: Buffer): AdminUnit[] {
    this.chunks.push(chunk);
    this.chunkBytes += chunk.length;
    // A large frame arrives in many chunks: they are joined once, when the frame can be complete.
    if (this.pending.length + this.chunkBytes < this.waitingFor) return [];
    this.pending = Buffer.concat([this.pending, ...this.chunks]);
    this.chunks = [];
    this.chunkBytes = 0;
    this.waitingFor = 1;
    const units: AdminUnit[] = [];
    for (let unit = this.next(); unit; unit = this.next()) {
      units.push(unit);
      if (unit.kind === 'broken') break;
    }
    return units;
  }

  private next(): AdminUnit | undefined {
    if (this.toSkip > 0) this.skip();
    if (this.pending.length === 0) return undefined;
    const hash = this.pending.subarray(0, maxDigits + 1).indexOf(0x23);
    const digits = this.pending.toString(
      'latin1',
      0,
      hash < 0 ? Math.min(maxDigits + 1, this.pending.length) : hash,
    );
    if (hash === 0 || !/^\d*$/.test(digits) || digits.length > maxDigits)
      return this.break('bad frame length');
    if (hash < 0) return undefined;
    const length = Number(digits);
    return length > this.maxBytes ? this.oversize(hash, length) : this.take(hash, length);
  }

  private take(hash: number, length: number): AdminUnit | undefined {
    const total = hash + 1 + length;
    if (this.pending.length < total) {
      this.waitingFor = total;
      return undefined;
    }
    const payload = this.pending.subarray(hash + 1, total);
    this.pending = this.pending.subarray(total);
    const lineEnd = payload.indexOf('\r\n', 0, 'latin1');
    if (lineEnd < 0) return { kind: 'frame', head: payload.toString(), message: undefined };
    return {
      kind: 'frame',
      head: payload.toString('utf8', 0, lineEnd),
      message: payload.subarray(lineEnd + 2),
    };
  }

  private oversize(hash: number, length: number): AdminUnit | undefined {
    if (this.pending.length < hash + 1 + uuidLength) return undefined;
    const messageId = this.pending.toString('latin1', hash + 1, hash + 1 + uuidLength);
    this.pending = this.pending.subarray(hash + 1);
    this.toSkip = length;
    this.skip();
    return { kind: 'oversize', messageId };
  }

  private skip(): void {
    const skipped = Math.min(this.toSkip, this.pending.length);
    this.pending = this.pending.subarray(skipped);
    this.toSkip -= skipped;
  }

  private break(why: string): AdminUnit {
    this.pending = Buffer.alloc(0);
    return { kind: 'broken', why };
  }
}

const maxDigits = 9;
const uuidLength = 36;
