// Refusals on their way out: JSON that names what is wrong and how to mend it.
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { StoreUnavailable } from '@trunkline/event-sourcing';
import { type Response } from 'express';
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

@Catch()
export class TraceProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.end();
      return;
    }
    const refusal = refusalOf(error);
    const { status, message, mend } = verdictOf(refusal);
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.status(status).json({ error: refusal.kind, message, mend });
  }
}

const refusalOf = (error: unknown): TraceRefusal => {
  if (error instanceof TraceProblem) return error.refusal;
  if (error instanceof StoreUnavailable) return { kind: 'record-unavailable' };
  if (error instanceof HttpException && error.getStatus() < 500) {
    return { kind: 'bad-request', field: 'the request', expected: 'a GET without a body' };
  }
  return { kind: 'internal' };
};
