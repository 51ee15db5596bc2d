// Which trace something lately belonged to, for effects that come after the message that carried it.

/** Keeps the latest `entriesMax`; what is older is forgotten and its effects stand outside of any trace. */
export class RecentTraces {
  private readonly traces = new Map<string, string>();

  constructor(private readonly entriesMax: number) {}

  note(key: string, traceparent: string): void {
    this.traces.delete(key);
    this.traces.set(key, traceparent);
    if (this.traces.size <= this.entriesMax) return;
    const [oldest = ''] = this.traces.keys();
    this.traces.delete(oldest);
  }

  /** Empty when it is not known. */
  of(key: string): string {
    return this.traces.get(key) ?? '';
  }
}
