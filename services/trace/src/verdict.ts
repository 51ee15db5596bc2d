// One verdict per refusal: what an HTTP client is told, and how to mend it.

export type TraceRefusal =
  | { readonly kind: 'key-missing' }
  | { readonly kind: 'key-wrong' }
  | { readonly kind: 'call-unknown'; readonly callId: string }
  | { readonly kind: 'recording-missing'; readonly callId: string }
  | { readonly kind: 'bad-request'; readonly field: string; readonly expected: string }
  | { readonly kind: 'record-unavailable' }
  | { readonly kind: 'internal' };

export interface TraceVerdict {
  readonly status: number;
  readonly message: string;
  readonly mend: string;
}

export const verdictOf = (refusal: TraceRefusal): TraceVerdict => {
  switch (refusal.kind) {
    case 'key-missing':
      return verdict(
        401,
        'What callers said is not for everybody.',
        'Send authorization: Bearer <trace key>.',
      );
    case 'key-wrong':
      return verdict(
        401,
        'This is not the trace key.',
        'Use the key this platform was given: the desk key it prints when it starts, or TRACE_KEY.',
      );
    case 'call-unknown':
      return verdict(404, `There is no call ${refusal.callId}.`, 'Take a whole id from GET /v1/calls.');
    case 'recording-missing':
      return verdict(
        404,
        `There is no recording of call ${refusal.callId} here.`,
        'Ask again when the call is over, and see that the gateway writes to the folder read here.',
      );
    case 'bad-request':
      return verdict(
        400,
        `${refusal.field} cannot be used.`,
        `Give ${refusal.field} as ${refusal.expected}.`,
      );
    case 'record-unavailable':
      return verdict(503, 'The record does not answer.', 'Ask again in a few seconds.');
    case 'internal':
      return verdict(500, 'Something failed here.', 'Ask again; the log of this service says what failed.');
  }
};

const verdict = (status: number, message: string, mend: string): TraceVerdict => ({ status, message, mend });
