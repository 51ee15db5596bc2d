// A spec runs, is skipped in sight, or fails: never is it passed over in silence.
import { describeWithIn, type Runner } from './needed-servers';

const recorder = () => {
  const seen: string[] = [];
  const describe = Object.assign(
    (title: string, body: () => void) => {
      seen.push(`describe ${title}`);
      body();
    },
    { skip: (title: string) => void seen.push(`skip ${title}`) },
  );
  const it = (title: string, body: () => void): void => {
    seen.push(`it ${title}`);
    body();
  };
  const jest: Runner = { describe, it };
  return { seen, jest };
};

const found = () => ({ status: 'found' }) as const;
const missing = () => ({ status: 'missing', why: 'no redis-server', remedy: 'install it' }) as const;
const suite = (seen: string[]) => ({
  servers: ['redis', 'kafka'] as const,
  title: 'cache',
  body: () => void seen.push('body'),
});

it('runs when everything is there', () => {
  const { seen, jest } = recorder();
  describeWithIn({ isRequired: true, jest, find: { redis: found, kafka: found } }, suite(seen));
  expect(seen).toEqual(['describe cache', 'body']);
});

it('is skipped with the reason in its title', () => {
  const { seen, jest } = recorder();
  describeWithIn({ isRequired: false, jest, find: { redis: missing, kafka: found } }, suite(seen));
  expect(seen).toEqual(['skip cache (no redis-server: install it)']);
});

it('fails where the servers are required', () => {
  const { seen, jest } = recorder();
  const run = () =>
    describeWithIn({ isRequired: true, jest, find: { redis: missing, kafka: found } }, suite(seen));
  expect(run).toThrow('no redis-server: install it');
  expect(seen).toEqual(['describe cache', 'it has the servers it needs']);
});
