// Keys tell parts, names and installations apart, and tell nothing else.
import { redisKeys } from './redis-keys';

const keyOf = redisKeys('acme', 'secret');

it('shows prefix and part, and nothing of the name', () => {
  expect(keyOf('counters', '+15550142')).toMatch(/^acme:counters:[\w-]{22}$/);
  expect(keyOf('counters', '+15550142')).not.toContain('5550142');
});

it('is the same for the same name and another for any other', () => {
  expect(keyOf('cache', 'a')).toBe(redisKeys('acme', 'secret')('cache', 'a'));
  const others = [
    keyOf('lines', 'a'),
    keyOf('cache', 'b'),
    keyOf('cache', 'a', ''),
    keyOf('cache', 'a,b'),
    keyOf('cache', 'a', 'b'),
    redisKeys('acme', 'other')('cache', 'a'),
    redisKeys('other', 'secret')('cache', 'a'),
  ];
  expect(new Set([keyOf('cache', 'a'), ...others]).size).toBe(others.length + 1);
});
