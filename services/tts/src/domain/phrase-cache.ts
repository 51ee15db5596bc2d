// Fixed phrases kept as they were spoken: least recently used leaves first, bounded in entries and bytes.
import { type EncodedPiece } from './audio-batches';

export interface PhraseCacheLimits {
  readonly entriesMax: number;
  readonly bytesMax: number;
}

export class PhraseCache {
  private readonly phrases = new Map<string, EncodedPiece>();
  private bytes = 0;

  constructor(private readonly limits: PhraseCacheLimits) {}

  get size(): number {
    return this.phrases.size;
  }

  get(voice: string, text: string): EncodedPiece | undefined {
    const key = keyOf(voice, text);
    const phrase = this.phrases.get(key);
    if (!phrase) return undefined;
    this.phrases.delete(key);
    this.phrases.set(key, phrase);
    return phrase;
  }

  /** A phrase larger than a quarter of the cache is not kept. */
  put(voice: string, text: string, phrase: EncodedPiece): void {
    if (phrase.mulaw.length > this.limits.bytesMax / 4) return;
    const key = keyOf(voice, text);
    this.remove(key);
    this.phrases.set(key, phrase);
    this.bytes += phrase.mulaw.length;
    for (const oldest of this.phrases.keys()) {
      if (this.phrases.size <= this.limits.entriesMax && this.bytes <= this.limits.bytesMax) break;
      this.remove(oldest);
    }
  }

  private remove(key: string): void {
    this.bytes -= this.phrases.get(key)?.mulaw.length ?? 0;
    this.phrases.delete(key);
  }
}

const keyOf = (voice: string, text: string): string => `${voice}\n${text}`;
