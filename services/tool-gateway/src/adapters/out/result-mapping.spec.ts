// Only declared, scalar, bounded fields come out of a tool's JSON.
import { mappedResult, pointTo } from './result-mapping';

const map = (body: unknown, result: Record<string, string>, receipt?: string) =>
  mappedResult(body, { result, ...(receipt !== undefined && { receipt }) });

describe('a result', () => {
  it('is what its pointers point to', () => {
    const body = { order: { status: 'shipped', lines: [{ sku: 7 }], 'a/b': { '~': true } }, junk: 'x' };
    const pointers = { status: '/order/status', sku: '/order/lines/0/sku', odd: '/order/a~1b/~0' };
    expect(map(body, pointers)).toEqual({ kind: 'mapped', result: { status: 'shipped', sku: 7, odd: true } });
  });

  it('leaves a null out', () => {
    expect(map({ a: null, b: 1 }, { a: '/a', b: '/b' })).toEqual({ kind: 'mapped', result: { b: 1 } });
  });

  it.each([
    ['is missing', {}],
    ['is an object', { a: {} }],
    ['is a list', { a: [] }],
    ['is too long', { a: 'x'.repeat(1_001) }],
  ])('is broken when a field %s (C-17)', (_name, body) => {
    expect(map(body, { a: '/a' })).toEqual({ kind: 'broken', field: 'a' });
  });

  it('takes a number for a receipt, and nothing less', () => {
    expect(map({ r: 12 }, {}, '/r')).toEqual({ kind: 'mapped', result: {}, receipt: '12' });
    expect(map({ r: null }, {}, '/r')).toEqual({ kind: 'broken', field: 'receipt' });
  });

  it('knows nothing that an object inherits', () => {
    expect(pointTo({}, '/constructor')).toBeUndefined();
    expect(pointTo('text', '/length')).toBeUndefined();
  });
});
