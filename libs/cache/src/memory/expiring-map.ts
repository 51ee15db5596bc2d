// A bounded map whose entries end: the oldest goes when it is full.

interface Entry<V> {
  readonly value: V;
  readonly endsAtMs: number;
}

export class ExpiringMap<V> {
  private readonly entries = new Map<string, Entry<V>>();
  private dropped = 0;

  constructor(private readonly entriesMax: number) {}

  get(key: string, nowMs: number): V | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (entry.endsAtMs > nowMs) return entry.value;
    this.entries.delete(key);
    return undefined;
  }

  set(key: string, value: V, endsAtMs: number): void {
    // Taken out first, so that the order of the map is the order of writing.
    this.entries.delete(key);
    this.entries.set(key, { value, endsAtMs });
    if (this.entries.size <= this.entriesMax) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
    this.dropped += 1;
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** Living entries, oldest first. */
  living(nowMs: number): readonly (readonly [string, V])[] {
    for (const [key, { endsAtMs }] of this.entries) if (endsAtMs <= nowMs) this.entries.delete(key);
    return [...this.entries].map(([key, { value }]) => [key, value] as const);
  }

  get size(): number {
    return this.entries.size;
  }

  get droppedCount(): number {
    return this.dropped;
  }
}
