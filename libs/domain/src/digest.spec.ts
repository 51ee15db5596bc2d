// The digest against the platform's own SHA-256 and against reordered arguments.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { argsDigest, sha256 } from './digest';

describe('sha256', () => {
  it.each([0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000])('agrees with node:crypto at %i bytes', (length) => {
    const text = 'x'.repeat(length);
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('agrees with node:crypto for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('argsDigest', () => {
  it('does not depend on the order of names', () => {
    expect(argsDigest({ order: '4711', refund: true })).toBe(argsDigest({ refund: true, order: '4711' }));
  });

  it('tells a number from its text', () => {
    expect(argsDigest({ amount: 5 })).not.toBe(argsDigest({ amount: '5' }));
  });
});
