// Configuration snapshots in memory.
import { type Snapshot, type SnapshotStore } from '../snapshot-store.port';

export class MemorySnapshotStore implements SnapshotStore {
  private readonly snapshots = new Map<string, Snapshot>();

  async putSnapshot(snapshot: Snapshot): Promise<void> {
    if (!this.snapshots.has(snapshot.hash)) this.snapshots.set(snapshot.hash, { ...snapshot });
  }

  async getSnapshot(hash: string): Promise<Snapshot | undefined> {
    return this.snapshots.get(hash);
  }
}
