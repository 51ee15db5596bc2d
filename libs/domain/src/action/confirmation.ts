// What you heard is what you signed: the text under a confirmation's signature, the same for signer and verifier.

/** A confirmation without its signature. `heardAtMs` is wall time, ms since 1970. */
export interface ConfirmationTerms {
  readonly confirmationId: string;
  readonly tenantId: string;
  readonly callId: string;
  readonly tool: string;
  /** Of the manifest: a changed tool is another one, to which nobody has said yes. */
  readonly toolHash: string;
  readonly argsDigest: string;
  readonly promptId: string;
  readonly utteranceId: string;
  readonly method: string;
  readonly heardAtMs: number;
  readonly readBackDigest: string;
}

/** Counts from the utterance to the reservation. */
export const CONFIRMATION_MS_MAX = 30_000;

/** One JSON array, so that no field can run into the next. Sign with HMAC-SHA256, hex. */
export const confirmationStatement = (terms: ConfirmationTerms): string =>
  JSON.stringify([
    'trunkline.confirmation.v1',
    terms.confirmationId,
    terms.tenantId,
    terms.callId,
    terms.tool,
    terms.toolHash,
    terms.argsDigest,
    terms.promptId,
    terms.utteranceId,
    terms.method,
    terms.heardAtMs,
    terms.readBackDigest,
  ]);

/** What a confirmation is held against: the request as it was received. */
export interface ConfirmationBound {
  readonly tenantId: string;
  readonly callId: string;
  readonly tool: string;
  readonly toolHash: string;
  readonly argsDigest: string;
  /** Wall time of the reservation. */
  readonly atMs: number;
}

/** Clocks of two hosts may differ by this much. */
const SKEW_MS_MAX = 2_000;

/** Undefined for terms that hold. Whether they were signed is the verifier's affair, one use the ledger's. */
export const confirmationFlaw = (
  terms: ConfirmationTerms,
  bound: ConfirmationBound,
): 'id' | 'tenant' | 'call' | 'tool' | 'tool-changed' | 'arguments' | 'expired' | undefined => {
  if (terms.confirmationId === '') return 'id';
  if (terms.tenantId !== bound.tenantId) return 'tenant';
  if (terms.callId !== bound.callId) return 'call';
  if (terms.tool !== bound.tool) return 'tool';
  if (terms.toolHash !== bound.toolHash) return 'tool-changed';
  if (terms.argsDigest !== bound.argsDigest) return 'arguments';
  const ageMs = bound.atMs - terms.heardAtMs;
  return ageMs < -SKEW_MS_MAX || ageMs > CONFIRMATION_MS_MAX ? 'expired' : undefined;
};
