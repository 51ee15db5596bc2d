// What was really done, written down by the desk itself: the only witness that the platform cannot influence.

export interface LedgerEntry {
  readonly at: number;
  /** Events in the record at that moment: whatever allowed it stands before this position. */
  readonly position: number;
  readonly tool: string;
  readonly argsDigest: string;
  /** SHA-256 of the idempotency key that came with the request. */
  readonly keyHash: string;
  /** The action on whose behalf it was sent. */
  readonly actionId: string;
  readonly receipt: string;
}
