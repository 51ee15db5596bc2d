// The phrase cache.
import fc from 'fast-check';
import { PhraseCache } from './phrase-cache';

const phrase = (bytes: number) => ({ mulaw: new Uint8Array(bytes), marks: [] });

it('keeps phrases by voice and text', () => {
  const cache = new PhraseCache({ entriesMax: 10, bytesMax: 1_000 });
  const hello = phrase(10);
  cache.put('slt', 'hello', hello);
  expect(cache.get('slt', 'hello')).toBe(hello);
  expect(cache.get('rms', 'hello')).toBeUndefined();
});

it('lets the least recently used go first', () => {
  const cache = new PhraseCache({ entriesMax: 2, bytesMax: 1_000 });
  cache.put('slt', 'a', phrase(1));
  cache.put('slt', 'b', phrase(1));
  cache.get('slt', 'a');
  cache.put('slt', 'c', phrase(1));
  expect(['a', 'b', 'c'].map((text) => cache.get('slt', text) !== undefined)).toEqual([true, false, true]);
});

it('does not give up everything for one long phrase', () => {
  const cache = new PhraseCache({ entriesMax: 10, bytesMax: 100 });
  cache.put('slt', 'short', phrase(20));
  cache.put('slt', 'long', phrase(26));
  expect(cache.get('slt', 'long')).toBeUndefined();
  expect(cache.get('slt', 'short')).toBeDefined();
});

it('never holds more than its limits, and always what was put last', () => {
  const put = fc.record({ text: fc.constantFrom('a', 'b', 'c', 'd', 'e'), bytes: fc.nat(25) });
  fc.assert(
    fc.property(fc.array(put), (puts) => {
      const cache = new PhraseCache({ entriesMax: 4, bytesMax: 100 });
      for (const { text, bytes } of puts) {
        cache.put('v', text, phrase(bytes));
        expect(cache.get('v', text)?.mulaw).toHaveLength(bytes);
        const held = ['a', 'b', 'c', 'd', 'e'].flatMap((name) => cache.get('v', name)?.mulaw.length ?? []);
        expect(held.length).toBe(cache.size);
        expect(held.length).toBeLessThanOrEqual(4);
        expect(held.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(100);
      }
    }),
  );
});
