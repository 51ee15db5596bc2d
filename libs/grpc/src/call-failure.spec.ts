import { status } from '@grpc/grpc-js';
import { callFailureOf } from './call-failure';

describe('why a call failed', () => {
  it.each([
    [status.UNAVAILABLE, { kind: 'unavailable', code: 'unavailable' }],
    [status.DEADLINE_EXCEEDED, { kind: 'too-late', code: 'deadline_exceeded' }],
    [status.NOT_FOUND, { kind: 'refused', code: 'not_found', details: 'why' }],
    [status.INTERNAL, { kind: 'broken', code: 'internal' }],
  ])('is told from status %i', (code, failure) => {
    expect(callFailureOf(Object.assign(new Error('x'), { code, details: 'why' }))).toEqual(failure);
  });

  it('is a fault when it is none of gRPC', () => {
    expect(callFailureOf(new TypeError('x'))).toEqual({ kind: 'broken', code: 'unknown' });
  });
});
