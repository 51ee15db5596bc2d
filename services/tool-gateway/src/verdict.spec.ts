// Each refusal has one status, one word for machines, and no content.
import { status } from '@grpc/grpc-js';
import { type Refusal } from './app/refusal';
import { verdict } from './verdict';

const rows: [Refusal, status, string, boolean][] = [
  [
    { kind: 'bad-request', field: 'args.order', hint: 'must match' },
    status.INVALID_ARGUMENT,
    'INVALID',
    false,
  ],
  [{ kind: 'no-such-tenant' }, status.NOT_FOUND, 'NOT_FOUND', true],
  [{ kind: 'foreign-action' }, status.NOT_FOUND, 'NOT_FOUND', true],
  [{ kind: 'key-reused' }, status.FAILED_PRECONDITION, 'KEY_REUSED', true],
  [{ kind: 'tool-changed' }, status.FAILED_PRECONDITION, 'TOOL_CHANGED', false],
  [{ kind: 'confirmation-missing' }, status.FAILED_PRECONDITION, 'CONFIRMATION_MISSING', false],
  [{ kind: 'confirmation-void', because: 'expired' }, status.FAILED_PRECONDITION, 'CONFIRMATION_VOID', false],
  [
    { kind: 'confirmation-void', because: 'signature' },
    status.FAILED_PRECONDITION,
    'CONFIRMATION_VOID',
    true,
  ],
  [{ kind: 'fenced', epoch: 2 }, status.FAILED_PRECONDITION, 'FENCED', false],
  [{ kind: 'too-late' }, status.DEADLINE_EXCEEDED, 'TOO_LATE', false],
  [{ kind: 'overloaded' }, status.RESOURCE_EXHAUSTED, 'OVERLOADED', false],
  [{ kind: 'store-unavailable' }, status.UNAVAILABLE, 'STORE_UNAVAILABLE', false],
];

it.each(rows)('%o', (...[refusal, code, word, isSecurity]) => {
  const judged = verdict(refusal);
  expect([judged.code, judged.details.split(':')[0], judged.isSecurity]).toEqual([code, word, isSecurity]);
});

it('tells the same of an unknown tenant and of a foreign action', () => {
  expect(verdict({ kind: 'no-such-tenant' })).toEqual(verdict({ kind: 'foreign-action' }));
});
