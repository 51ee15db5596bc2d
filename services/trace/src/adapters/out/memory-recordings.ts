// Recordings in memory, some of which may refuse to go.
import { isCallId } from '../../domain/call-id';
import { type Recordings } from '../../ports/recordings.port';

export class MemoryRecordings implements Recordings {
  /** Those that cannot be deleted at the moment. */
  readonly stuck = new Set<string>();
  private readonly kept: Set<string>;

  constructor(callIds: readonly string[]) {
    this.kept = new Set(callIds);
  }

  get left(): readonly string[] {
    return [...this.kept].sort();
  }

  async remove(callId: string): Promise<'removed' | 'missing'> {
    if (!isCallId(callId) || !this.kept.has(callId)) return 'missing';
    if (this.stuck.has(callId)) throw new Error('read-only');
    this.kept.delete(callId);
    return 'removed';
  }
}
