// Refusals on their way to the desk.
import { HttpException } from '@nestjs/common';
import { problemFilter } from '@trunkline/runtime/http-problem';
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

const refusalOf = (error: unknown): DeskRefusal => {
  if (error instanceof NotOnDuty) return { kind: 'not-on-duty' };
  if (error instanceof DeskProblem) return error.refusal;
  if (error instanceof HttpException && error.getStatus() < 500) {
    return { kind: 'bad-request', field: 'body', expected: 'a JSON object of at most 100 KiB' };
  }
  return { kind: 'internal' };
};

export const DeskProblemFilter = problemFilter((error) => {
  const refusal = refusalOf(error);
  return { kind: refusal.kind, ...httpVerdict(refusal) };
});
