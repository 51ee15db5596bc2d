// What an HTTP exchange proves about the attempt it was made for. A table of causes, from the safest to the doubtful.
import { type HttpOperation, type Lookup } from '@trunkline/tenant';
import { type AttemptEnd, type LookupEnd } from '../../ports/tool-connector.port';
import { type HttpExchange } from './http-exchange';
import { mappedResult, pointTo } from './result-mapping';

type Answered = Extract<HttpExchange, { kind: 'answered' }>;

export const attemptEnd = (exchanged: HttpExchange, operation: HttpOperation): AttemptEnd => {
  switch (exchanged.kind) {
    case 'not-sent':
      return { class: 'retryable', code: exchanged.because };
    case 'lost':
      return { class: 'ambiguous', code: exchanged.because };
    case 'answered':
      return answerEnd(exchanged, operation);
  }
};

const answerEnd = (answer: Answered, operation: HttpOperation): AttemptEnd => {
  const { status } = answer;
  const refusal = refusalOf(answer, operation);
  if (refusal !== undefined) return { class: 'rejected', code: refusal };
  if (status >= 200 && status < 300) return done(answer, operation);
  return CLASS_OF_STATUS[status] ?? classOfRange(status);
};

/** By status and the other side's own code, else by status alone. */
const refusalOf = (
  { status, body }: Answered,
  { refusals, errorPointer }: HttpOperation,
): string | undefined => {
  const said = errorPointer === undefined ? undefined : pointTo(body, errorPointer);
  const keys = [...(typeof said === 'string' ? [`${status} ${said}`] : []), String(status)];
  const key = keys.find((each) => Object.hasOwn(refusals, each));
  return key === undefined ? undefined : refusals[key];
};

/** It was done, or so it says; an answer that breaks its contract leaves that in doubt. */
const done = (answer: Answered, operation: HttpOperation): AttemptEnd => {
  if (answer.flaw) return { class: 'ambiguous', code: `bad_${answer.flaw}` };
  const mapped = mappedResult(answer.body, operation);
  return mapped.kind === 'mapped'
    ? { class: 'ok', result: mapped.result, ...(mapped.receipt !== undefined && { receipt: mapped.receipt }) }
    : { class: 'ambiguous', code: 'bad_answer' };
};

/**
 * RFC 6585 (429) and RFC 8470 (425) say that the request was not processed. 408 does not, and 409 is also the answer
 * to a key whose first request is still at work (draft-ietf-httpapi-idempotency-key-header, section 2.6).
 */
const CLASS_OF_STATUS: Readonly<Record<number, AttemptEnd>> = {
  408: { class: 'ambiguous', code: 'http_408' },
  409: { class: 'ambiguous', code: 'http_409' },
  425: { class: 'retryable', code: 'http_425' },
  429: { class: 'retryable', code: 'throttled' },
};

/** A redirect is not followed, and a server error may come after the deed. */
const classOfRange = (status: number): AttemptEnd => {
  if (status >= 400 && status < 500) return { class: 'rejected', code: `http_${status}` };
  return { class: 'ambiguous', code: status >= 300 && status < 400 ? 'redirected' : `http_${status}` };
};

export const lookupEnd = (exchanged: HttpExchange, lookup: Lookup): LookupEnd => {
  if (exchanged.kind !== 'answered' || exchanged.flaw) return { state: 'error' };
  const said = saidState(exchanged, lookup);
  if (said !== undefined && lookup.absent.includes(said)) return { state: 'absent' };
  if (said === undefined || !lookup.committed.includes(said)) return { state: 'error' };
  const mapped = mappedResult(exchanged.body, lookup.operation);
  if (mapped.kind === 'broken') return { state: 'committed' };
  return {
    state: 'committed',
    result: mapped.result,
    ...(mapped.receipt !== undefined && { receipt: mapped.receipt }),
  };
};

/** A status that the manifest names, e.g. 404 as `absent`, speaks for itself. */
const saidState = (answer: Answered, { operation, statePointer }: Lookup): string | undefined => {
  const named = refusalOf(answer, operation);
  if (named !== undefined) return named;
  if (answer.status < 200 || answer.status >= 300) return undefined;
  const value = pointTo(answer.body, statePointer);
  return typeof value === 'string' ? value : undefined;
};
