// Refusals on their way out of the trace.
import { HttpException } from '@nestjs/common';
import { StoreUnavailable } from '@trunkline/event-sourcing';
import { problemFilter } from '@trunkline/runtime/http-problem';
import { verdictOf, type TraceRefusal } from '../../../verdict';

class TraceProblem extends Error {
  override readonly name = 'TraceProblem';
  constructor(readonly refusal: TraceRefusal) {
    super(refusal.kind);
  }
}

/** Ends the handling of a request; the filter below answers it. */
export const refuse = (refusal: TraceRefusal): never => {
  throw new TraceProblem(refusal);
};

const refusalOf = (error: unknown): TraceRefusal => {
  if (error instanceof TraceProblem) return error.refusal;
  if (error instanceof StoreUnavailable) return { kind: 'record-unavailable' };
  if (error instanceof HttpException && error.getStatus() < 500) {
    return { kind: 'bad-request', field: 'the request', expected: 'a GET without a body' };
  }
  return { kind: 'internal' };
};

export const TraceProblemFilter = problemFilter((error) => {
  const refusal = refusalOf(error);
  const verdict = verdictOf(refusal);
  // Nobody is known here but by the key they bear: RFC 6750 3.
  return { kind: refusal.kind, ...verdict, ...(verdict.status === 401 ? { challenge: 'Bearer' } : {}) };
});
