// The port of what admits an action: which confirmation was used for what, and which calls are fenced.

export interface Admission {
  readonly tenantId: string;
  readonly callId: string;
  readonly actionId: string;
  readonly tool: string;
  /** The call's epoch that authorised the action. */
  readonly epoch: number;
  readonly confirmationId?: string;
}

export type Admitted =
  /** This action may be reserved; it is known to the call from now on. The same admission again is admitted again. */
  | { readonly kind: 'admitted' }
  /** The call's fence is at a later epoch. */
  | { readonly kind: 'fenced'; readonly epoch: number }
  /** Another action has used the confirmation. */
  | { readonly kind: 'confirmation-used' };

export interface KnownAction {
  readonly actionId: string;
  readonly tool: string;
}

/** Adapters: memory, Postgres. Every method may reject with StoreUnavailable. */
export interface AdmissionLedger {
  /** One transaction: whoever is admitted is seen by every later fence, and nobody is admitted behind one. */
  admit(admission: Admission): Promise<Admitted>;
  /** Raises the call's fence, never lowers it. Answers with all actions that were admitted for the call, oldest first. */
  raiseFence(call: {
    readonly tenantId: string;
    readonly callId: string;
    readonly epoch: number;
  }): Promise<readonly KnownAction[]>;
  /** 0 for a call that was never fenced. */
  fenceEpoch(tenantId: string, callId: string): Promise<number>;
}
