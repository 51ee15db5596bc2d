import { createHash } from 'node:crypto';
import { type TrunkAuth } from '../domain/route-table';
import { type Shown, TrunkProof } from './trunk-proof';

const auth: TrunkAuth = {
  ...{ realm: 'acme', username: 'carrier', secret: 'open-sesame' },
  algorithms: ['SHA-256', 'MD5'],
};
const shown = (credentials?: string, change: Partial<Shown> = {}): Shown => ({
  ...{ credentials, sourceAddress: '192.0.2.1', nowMs: 1_000 },
  ...change,
});

interface Told {
  readonly username?: string;
  readonly secret?: string;
  readonly nc?: string;
}

/** What a trunk makes of a challenge. */
const answerTo = (challenge: string, told: Told = {}): string => {
  const { username = 'carrier', secret = 'open-sesame', nc = '00000001' } = told;
  const field = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1] ?? '';
  const algorithm = field('algorithm');
  const hash = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const [realm, nonce] = [field('realm'), field('nonce')];
  const proof = `${hash(`${username}:${realm}:${secret}`)}:${nonce}:${nc}:c:auth:${hash('INVITE:sip:x')}`;
  return (
    `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="sip:x", cnonce="c", nc=${nc}, ` +
    `qop=auth, algorithm=${algorithm}, response="${hash(proof)}"`
  );
};

describe('the proof of a trunk', () => {
  let proof: TrunkProof;
  const challenge = (auths: readonly TrunkAuth[] = [auth], at = 0): string =>
    proof.challenge(auths, shown(), false)[at] ?? '';

  beforeEach(() => {
    proof = new TrunkProof('seed');
  });

  it.each([0, 1])('is taken in either algorithm that was offered: %i', (at) => {
    const credentials = answerTo(challenge([auth], at));
    expect(proof.verify(shown(credentials), [auth])).toEqual({ kind: 'proven', auth });
  });

  it('offers and takes what the trunk is set to, and nothing else', () => {
    const md5: TrunkAuth = { ...auth, algorithms: ['MD5'] };
    const sha: TrunkAuth = { ...auth, algorithms: ['SHA-256'] };
    expect(proof.challenge([md5], shown(), false)).toHaveLength(1);
    const credentials = answerTo(challenge([md5]));
    expect(proof.verify(shown(credentials), [sha])).toEqual({ kind: 'wrong' });
    expect(proof.verify(shown(credentials), [md5])).toMatchObject({ kind: 'proven' });
  });

  it('is found among several trunks of a realm, and of several realms', () => {
    const second = { ...auth, username: 'second', secret: 'two' };
    const other = { ...auth, realm: 'other', username: 'third', secret: 'three' };
    const auths = [auth, second, other];
    expect(proof.challenge(auths, shown(), false)).toHaveLength(4);
    const told = { username: 'third', secret: 'three' };
    expect(proof.verify(shown(answerTo(challenge(auths, 2), told)), auths)).toEqual({
      kind: 'proven',
      auth: other,
    });
    const { username, secret } = second;
    expect(proof.verify(shown(answerTo(challenge(auths), { username, secret })), auths)).toEqual({
      kind: 'proven',
      auth: second,
    });
  });

  it('is asked for anew when it is replayed, too old, or was given to somebody else', () => {
    const credentials = answerTo(challenge());
    proof.verify(shown(credentials), [auth]);
    const stale = { kind: 'none', isStale: true };
    expect(proof.verify(shown(credentials), [auth])).toEqual(stale);
    const fresh = answerTo(challenge());
    expect(proof.verify(shown(fresh, { nowMs: 400_000 }), [auth])).toEqual(stale);
    expect(proof.verify(shown(fresh, { sourceAddress: '192.0.2.9' }), [auth])).toEqual(stale);
    expect(new TrunkProof('after a restart').verify(shown(fresh), [auth])).toEqual(stale);
    expect(proof.challenge([auth], shown(), true)[0]).toContain('stale=true');
  });

  it('is nothing without credentials, or with those of a realm that nobody has', () => {
    const none = { kind: 'none', isStale: false };
    expect(proof.verify(shown(), [auth])).toEqual(none);
    const elsewhere = answerTo(challenge([{ ...auth, realm: 'elsewhere' }]));
    expect(proof.verify(shown(elsewhere), [auth])).toEqual(none);
  });

  it('bars a source that keeps guessing, for a minute, and nobody else', () => {
    const guess = (nowMs: number) =>
      proof.verify(shown(answerTo(challenge(), { secret: 'guess' }), { nowMs }), [auth]).kind;
    expect([1, 2, 3, 4, 5, 6].map((n) => guess(1_000 + n))).toEqual([
      ...['wrong', 'wrong', 'wrong', 'wrong', 'wrong'],
      'barred',
    ]);
    expect(proof.verify(shown(answerTo(challenge())), [auth]).kind).toBe('barred');
    const [elsewhere = ''] = proof.challenge([auth], shown(undefined, { sourceAddress: '192.0.2.7' }), false);
    expect(proof.verify(shown(answerTo(elsewhere), { sourceAddress: '192.0.2.7' }), [auth]).kind).toBe(
      'proven',
    );
    expect(proof.verify(shown(answerTo(challenge()), { nowMs: 61_001 }), [auth]).kind).toBe('proven');
  });

  it('bars nobody for guesses that somebody else sends in his name', () => {
    const forged = answerTo('Digest realm="acme", nonce="never-given.by-us", algorithm=MD5', { secret: 'x' });
    for (let n = 0; n < 10; n += 1) proof.verify(shown(forged), [auth]);
    expect(proof.verify(shown(answerTo(challenge())), [auth]).kind).toBe('proven');
  });
});
