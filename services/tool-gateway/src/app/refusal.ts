// Why a request is not taken on. A refusal is a value; verdict.ts says how it looks on the wire.

export type Refusal =
  | { readonly kind: 'bad-request'; readonly field: string; readonly hint: string }
  | { readonly kind: 'no-such-tenant' }
  /** The id belongs to another tenant or call. */
  | { readonly kind: 'foreign-action' }
  | { readonly kind: 'key-reused' }
  /** The tenant declares the tool otherwise than when it was authorised. */
  | { readonly kind: 'tool-changed' }
  | { readonly kind: 'confirmation-missing' }
  | { readonly kind: 'confirmation-void'; readonly because: ConfirmationFlaw }
  | { readonly kind: 'fenced'; readonly epoch: number }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'store-unavailable' };

export type ConfirmationFlaw =
  'signature' | 'tenant' | 'call' | 'tool' | 'tool-changed' | 'arguments' | 'expired' | 'used' | 'id';
