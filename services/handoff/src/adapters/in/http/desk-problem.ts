// Refusals on their way to the desk: JSON that names what is wrong and how to mend it.
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type Response } from 'express';
import { NotOnDuty } from '../../../app/on-duty';
import { httpVerdict, type DeskRefusal } from '../../../verdict';

class DeskProblem extends Error {
  override readonly name = 'DeskProblem';
  constructor(readonly refusal: DeskRefusal) {
    super(refusal.kind);
  }
}

/** Ends the handling of a request; the filter below answers it. */
export const refuse = (refusal: DeskRefusal): never => {
  throw new DeskProblem(refusal);
};

@Catch()
export class DeskProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.end();
      return;
    }
    const refusal = refusalOf(error);
    const { status, message, mend } = httpVerdict(refusal);
    response.status(status).json({ error: refusal.kind, message, mend });
  }
}

const refusalOf = (error: unknown): DeskRefusal => {
  if (error instanceof NotOnDuty) return { kind: 'not-on-duty' };
  if (error instanceof DeskProblem) return error.refusal;
  if (error instanceof HttpException && error.getStatus() < 500) {
    return { kind: 'bad-request', field: 'body', expected: 'a JSON object of at most 100 KiB' };
  }
  return { kind: 'internal' };
};
