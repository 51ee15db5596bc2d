// What the policy needs of the tool gateway: run an action or attach to it, and fence a call.

export interface ActionRequest {
  readonly actionId: string;
  readonly tenantId: string;
  readonly callId: string;
  readonly tool: string;
  /** Of the manifest under which it was authorised. */
  readonly toolHash: string;
  /** Canonical JSON, RFC 8785. */
  readonly argsJson: string;
  readonly argsDigest: string;
  readonly epoch: number;
  readonly deadlineAt: number;
  readonly confirmation?: SignedConfirmation;
  readonly causeId: string;
  readonly traceparent: string;
}

export interface SignedConfirmation {
  readonly confirmationId: string;
  readonly tenantId: string;
  readonly callId: string;
  readonly tool: string;
  readonly toolHash: string;
  readonly argsDigest: string;
  readonly promptId: string;
  readonly utteranceId: string;
  readonly method: string;
  readonly heardAtMs: number;
  readonly readBackDigest: string;
  readonly signature: string;
}

export type Scalars = Readonly<Record<string, string | number | boolean>>;

export type Attempted =
  | {
      readonly kind: 'settled';
      readonly outcome: 'succeeded' | 'failed' | 'unknown';
      readonly result: Scalars;
      readonly receipt?: string;
      readonly errorCode?: string;
      readonly proof: 'response' | 'lookup' | 'none';
      readonly idempotencyKey: string;
    }
  /** The gateway did not take the action: if it was never asked before, nothing was done. */
  | { readonly kind: 'refused'; readonly code: string }
  /** The stream broke or never came about: ask again with the same id. */
  | { readonly kind: 'lost' };

export interface FencedAction {
  readonly actionId: string;
  readonly state: 'succeeded' | 'failed' | 'unknown' | 'not_started';
}

export interface Actions {
  /** Resolves when the action is settled or the attempt is over; at the latest `msMax` from now, as `lost`. */
  execute(request: ActionRequest, msMax: number): Promise<Attempted>;
  /** Undefined when the gateway did not answer within `msMax`. */
  fence(
    call: { readonly tenantId: string; readonly callId: string; readonly epoch: number },
    msMax: number,
  ): Promise<readonly FencedAction[] | undefined>;
  close(): void;
}
