// Digest as a server: RFC 7616 arithmetic, nonce life, replay, and the refusals.
import { createHash } from 'node:crypto';
import { DigestRealm, digestChallenge, verifyDigest } from './digest';

const realm = (): DigestRealm =>
  new DigestRealm({ realm: 'desk.example', nonceSecret: 'seed', nonceLifeMs: 60_000, noncesMax: 2 });
const passwordOf = (username: string): string | undefined => (username === 'alice' ? 'wonder' : undefined);
const nonceOf = (challenge: string): string => /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';

const answer = (
  nonce: string,
  change: Partial<{
    user: string;
    password: string;
    nc: string;
    algorithm: 'MD5' | 'SHA-256';
    realm: string;
    method: string;
  }> = {},
): string => {
  const given = {
    user: 'alice',
    password: 'wonder',
    nc: '00000001',
    algorithm: 'SHA-256',
    realm: 'desk.example',
    method: 'INVITE',
    ...change,
  };
  const hash = (text: string): string =>
    createHash(given.algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const ha1 = hash(`${given.user}:${given.realm}:${given.password}`);
  const response = hash(`${ha1}:${nonce}:${given.nc}:c1:auth:${hash(`${given.method}:sip:desk.example`)}`);
  return (
    `Digest username="${given.user}", realm="${given.realm}", nonce="${nonce}", uri="sip:desk.example", ` +
    `response="${response}", algorithm=${given.algorithm}, cnonce="c1", nc=${given.nc}, qop=auth`
  );
};

const ask = (one: DigestRealm, credentials: string | undefined, nowMs = 1_000) =>
  verifyDigest(one, { credentials, method: 'INVITE', nowMs }, passwordOf);

it('offers SHA-256 first and MD5 for older peers, with one nonce', () => {
  const [first = '', second = ''] = digestChallenge(realm(), 1_000);
  expect(first).toContain('algorithm=SHA-256');
  expect(second).toContain('algorithm=MD5');
  expect(nonceOf(first)).toBe(nonceOf(second));
});

it.each(['SHA-256', 'MD5'] as const)('accepts the right answer in %s', (algorithm) => {
  const one = realm();
  const nonce = nonceOf(one.challenge(0)[0] ?? '');
  expect(ask(one, answer(nonce, { algorithm }))).toEqual({ kind: 'accepted', username: 'alice' });
});

it('takes a growing counter and refuses a replay', () => {
  const one = realm();
  const nonce = nonceOf(one.challenge(0)[0] ?? '');
  expect(ask(one, answer(nonce)).kind).toBe('accepted');
  expect(ask(one, answer(nonce))).toEqual({ kind: 'refused', why: 'replayed' });
  expect(ask(one, answer(nonce, { nc: '0000000a' })).kind).toBe('accepted');
  expect(ask(one, answer(nonce, { nc: '00000009' }))).toEqual({ kind: 'refused', why: 'replayed' });
});

it('calls an old nonce stale, and one it never gave', () => {
  const one = realm();
  const nonce = nonceOf(one.challenge(0)[0] ?? '');
  expect(ask(one, answer(nonce), 60_001)).toEqual({ kind: 'stale' });
  expect(ask(one, answer('abc.def'))).toEqual({ kind: 'stale' });
  expect(one.challenge(70_000, true)[0]).toContain('stale=true');
});

it('forgets the oldest counter at its limit and never takes that nonce again', () => {
  const one = realm();
  const nonces = [1, 2, 3].map((nowMs) => nonceOf(one.challenge(nowMs)[0] ?? ''));
  for (const nonce of nonces) expect(ask(one, answer(nonce)).kind).toBe('accepted');
  expect(ask(one, answer(nonces[0] ?? '', { nc: '00000002' }))).toEqual({ kind: 'stale' });
});

it('gives every challenge a nonce of its own, for one client', () => {
  const one = realm();
  const nonces = [1, 1, 1].map((nowMs) => nonceOf(one.challenge(nowMs, false, '192.0.2.1')[0] ?? ''));
  expect(new Set(nonces).size).toBe(3);
  const from = (client: string) =>
    one.verify({ credentials: answer(nonces[0] ?? ''), method: 'INVITE', nowMs: 2, client }, passwordOf);
  expect(from('192.0.2.2')).toEqual({ kind: 'stale' });
  expect(from('192.0.2.1').kind).toBe('accepted');
});

it('compares nothing for a nonce that it never gave', () => {
  expect(ask(realm(), answer('n', { password: 'guess' }))).toEqual({ kind: 'stale' });
});

it.each([
  [{ realm: 'elsewhere' }, 'wrong-realm'],
  [{ user: 'mallory' }, 'unknown-user'],
  [{ password: 'guess' }, 'wrong-response'],
  [{ method: 'BYE' }, 'wrong-response'],
])('refuses %j', (change, why) => {
  const one = realm();
  const nonce = nonceOf(one.challenge(0)[0] ?? '');
  expect(ask(one, answer(nonce, change))).toEqual({ kind: 'refused', why });
});

it.each([
  [undefined, 'no-credentials'],
  ['Basic YWxpY2U=', 'malformed'],
  ['Digest username="alice"', 'malformed'],
])('refuses %s', (credentials, why) => {
  expect(ask(realm(), credentials)).toEqual({ kind: 'refused', why });
});
