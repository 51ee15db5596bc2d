// A refusal on its way out of an HTTP door: JSON that names what is wrong and how to mend it.
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type Response } from 'express';

export interface HttpProblem {
  readonly status: number;
  readonly kind: string;
  readonly message: string;
  readonly mend: string;
  /** How to prove who one is, with a 401: RFC 9110 11.6.1. */
  readonly challenge?: 'Bearer';
}

/** A filter for a controller: whatever is thrown in it is answered as what `problemOf` makes of it. */
export const problemFilter = (problemOf: (error: unknown) => HttpProblem): new () => ExceptionFilter => {
  @Catch()
  class ProblemFilter implements ExceptionFilter {
    catch(error: unknown, host: ArgumentsHost): void {
      const response = host.switchToHttp().getResponse<Response>();
      if (response.headersSent) {
        response.end();
        return;
      }
      const { status, kind, message, mend, challenge } = problemOf(error);
      if (challenge) response.setHeader('WWW-Authenticate', challenge);
      response.status(status).json({ error: kind, message, mend });
    }
  }
  return ProblemFilter;
};
