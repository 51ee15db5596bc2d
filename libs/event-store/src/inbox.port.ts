// The inbox of a consumer: each event of a stream once and in order, in the transaction of what it changes.
import { type Recorded } from '@trunkline/event-sourcing';

export type Inboxed =
  | { readonly kind: 'applied' }
  /** This version, or a later one, was applied before. */
  | { readonly kind: 'duplicate' }
  /** Versions from `expectedVersion` on are missing; nothing was applied. */
  | { readonly kind: 'gap'; readonly expectedVersion: number };

/** `Tx` is what the projection writes through: a database client in a transaction, or nothing in memory. */
export interface Inbox<Tx> {
  /** Rejects with what `apply` rejects with (then nothing is changed) and with StoreUnavailable. */
  withInbox(consumer: string, event: Recorded, apply: (tx: Tx) => Promise<void>): Promise<Inboxed>;
}
