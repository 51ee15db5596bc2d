// Keeps the exact configuration that a call ran with, under its hash: replay needs it years later.

export interface Snapshot {
  readonly hash: string;
  /** What the text is, for example `tenant`. */
  readonly kind: string;
  readonly json: string;
}

export interface SnapshotStore {
  /** The same hash again changes nothing. Rejects with StoreUnavailable. */
  putSnapshot(snapshot: Snapshot): Promise<void>;
  getSnapshot(hash: string): Promise<Snapshot | undefined>;
}
