// Refusals on the wire, and what a rejection of host or store is taken for.
import { status } from '@grpc/grpc-js';
import { refusalOf, verdict, type Refusal } from './verdict';

it.each<[Refusal, status]>([
  [{ kind: 'bad-signal', problem: 'x' }, status.INVALID_ARGUMENT],
  [{ kind: 'unknown-flow' }, status.NOT_FOUND],
  [{ kind: 'foreign-call' }, status.NOT_FOUND],
  [{ kind: 'superseded' }, status.ABORTED],
  [{ kind: 'overloaded' }, status.RESOURCE_EXHAUSTED],
  [{ kind: 'unavailable' }, status.UNAVAILABLE],
])('%j', (refusal, code) => expect(verdict(refusal).code).toBe(code));

it('does not tell an unknown flow from a call of somebody else', () => {
  expect(verdict({ kind: 'unknown-flow' })).toEqual(verdict({ kind: 'foreign-call' }));
});

it('tells overload from absence', () => {
  expect(refusalOf(Object.assign(new Error(), { name: 'HostFull' }))).toEqual({ kind: 'overloaded' });
  expect(refusalOf(Object.assign(new Error(), { name: 'StoreUnavailable' }))).toEqual({
    kind: 'unavailable',
  });
  expect(refusalOf('anything')).toEqual({ kind: 'unavailable' });
});
