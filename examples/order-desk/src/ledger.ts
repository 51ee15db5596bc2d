// The desk's own record: one JSON line per thing done, on disk before it is answered.
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export type Operation = 'cancellations' | 'refunds';

/** `key` is the caller's Idempotency-Key; empty when it sent none. `bodyDigest` is SHA-256 of what was asked, hex. */
export interface Entry {
  readonly at: number;
  readonly operation: Operation;
  readonly order: string;
  readonly key: string;
  readonly bodyDigest: string;
  readonly receipt: string;
  readonly amountCents: number;
}

export class Ledger {
  private readonly file: number;
  private readonly kept: Entry[];

  /** Opens or makes `ledger.jsonl` in `dataDir`. A line that a crash cut short was never answered and is dropped. */
  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    const path = join(dataDir, 'ledger.jsonl');
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    this.kept = whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Entry);
    this.file = openSync(path, existsSync(path) ? 'r+' : 'w+');
    ftruncateSync(this.file, Buffer.byteLength(whole));
    this.end = Buffer.byteLength(whole);
  }

  private end: number;

  get entries(): readonly Entry[] {
    return this.kept;
  }

  /** On return the entry is on disk. */
  append(entry: Entry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    writeSync(this.file, line, 0, line.length, this.end);
    fsyncSync(this.file);
    this.end += line.length;
    this.kept.push(entry);
  }

  close(): void {
    closeSync(this.file);
  }
}
