// Digest authentication as a server: challenges and their verification (RFC 7616, RFC 8760), with time as an argument.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type DigestAlgorithm = 'SHA-256' | 'MD5';

export interface DigestOptions {
  readonly realm: string;
  /** Signs nonces, so that a challenge costs no memory. */
  readonly nonceSecret: string;
  /** Offered in this order, the first is preferred (RFC 8760 2.4). */
  readonly algorithms?: readonly DigestAlgorithm[];
  readonly nonceLifeMs?: number;
  /** Nonces remembered for their counters; the oldest is forgotten first, and refused as stale from then on. */
  readonly noncesMax?: number;
}

export type DigestVerdict =
  | { readonly kind: 'accepted'; readonly username: string }
  /** Right password, old nonce: challenge again with `stale`. */
  | { readonly kind: 'stale' }
  | {
      readonly kind: 'refused';
      readonly why:
        'no-credentials' | 'malformed' | 'wrong-realm' | 'unknown-user' | 'wrong-response' | 'replayed';
    };

export interface DigestRequest {
  /** The Authorization or Proxy-Authorization value. */
  readonly credentials: string | undefined;
  readonly method: string;
  readonly nowMs: number;
  /** Whom the nonce was given to: another one's means nothing from here. */
  readonly client?: string;
}

/** One realm with its nonces. */
export class DigestRealm {
  private readonly counters = new Map<string, number>();
  private forgottenBeforeMs = 0;
  private issued = 0;

  constructor(private readonly options: DigestOptions) {}

  /** The WWW-Authenticate or Proxy-Authenticate values, one per algorithm, with one nonce for this client. */
  challenge(nowMs: number, isStale = false, client = ''): string[] {
    const { realm, algorithms = bothAlgorithms } = this.options;
    const nonce = this.newNonce(nowMs, client);
    const stale = isStale ? ', stale=true' : '';
    return algorithms.map(
      (algorithm) => `Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale}`,
    );
  }

  /** Checks credentials against the password of the user they name. */
  verify(request: DigestRequest, passwordOf: (username: string) => string | undefined): DigestVerdict {
    if (!request.credentials) return { kind: 'refused', why: 'no-credentials' };
    const given = parseCredentials(request.credentials);
    if (!given) return { kind: 'refused', why: 'malformed' };
    if (given.realm !== this.options.realm) return { kind: 'refused', why: 'wrong-realm' };
    const { algorithms = bothAlgorithms } = this.options;
    if (!algorithms.includes(given.algorithm)) return { kind: 'refused', why: 'malformed' };
    // Before anything is compared: who has never seen an answer of ours learns nothing, and counts for nothing.
    const issuedMs = this.issuedAt(given.nonce, request.client);
    if (issuedMs === undefined) return { kind: 'stale' };
    const password = passwordOf(given.username);
    if (password === undefined) return { kind: 'refused', why: 'unknown-user' };
    if (!equal(given.response, responseOf(given, password, request.method)))
      return { kind: 'refused', why: 'wrong-response' };
    return this.count(given, issuedMs, request.nowMs);
  }

  private count(given: Credentials, issuedMs: number, nowMs: number): DigestVerdict {
    const { nonceLifeMs = 300_000, noncesMax = 10_000 } = this.options;
    if (nowMs - issuedMs > nonceLifeMs || issuedMs < this.forgottenBeforeMs) return { kind: 'stale' };
    const last = this.counters.get(given.nonce) ?? 0;
    // A counter that does not grow is a replay (RFC 7616 3.4.5).
    if (given.count <= last) return { kind: 'refused', why: 'replayed' };
    this.counters.delete(given.nonce);
    this.counters.set(given.nonce, given.count);
    if (this.counters.size > noncesMax) this.forgetOldest();
    return { kind: 'accepted', username: given.username };
  }

  private forgetOldest(): void {
    const [oldest] = this.counters.keys();
    if (oldest === undefined) return;
    this.counters.delete(oldest);
    this.forgottenBeforeMs = Math.max(this.forgottenBeforeMs, issuedMsOf(oldest) + 1);
  }

  /** Its time, a number that makes it the only one, and our signature over both and the client. */
  private newNonce(nowMs: number, client: string): string {
    this.issued += 1;
    const stamp = `${Math.floor(nowMs).toString(36)}-${this.issued.toString(36)}`;
    return `${stamp}.${this.sign(stamp, client)}`;
  }

  private issuedAt(nonce: string, client = ''): number | undefined {
    const [stamp = '', signature = ''] = nonce.split('.');
    return equal(signature, this.sign(stamp, client)) ? issuedMsOf(nonce) : undefined;
  }

  private sign(stamp: string, client: string): string {
    return createHmac('sha256', this.options.nonceSecret)
      .update(`${stamp}:${this.options.realm}:${client}`)
      .digest('base64url');
  }
}

const issuedMsOf = (nonce: string): number => Number.parseInt(nonce, 36);

/** The challenge of a realm; the same as its method. */
export const digestChallenge = (realm: DigestRealm, nowMs: number, isStale = false): string[] =>
  realm.challenge(nowMs, isStale);

/** The verdict of a realm; the same as its method. */
export const verifyDigest = (
  realm: DigestRealm,
  request: DigestRequest,
  passwordOf: (username: string) => string | undefined,
): DigestVerdict => realm.verify(request, passwordOf);

interface Credentials {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: DigestAlgorithm;
  readonly cnonce: string;
  readonly nc: string;
  readonly count: number;
}

// Credentials without qop and nc (RFC 2069) have no protection against replay: they are malformed here.
const parseCredentials = (text: string): Credentials | undefined => {
  const scheme = /^[ \t]*digest[ \t]+/i.exec(text)?.[0];
  if (scheme === undefined || text.length > credentialsCharsMax) return undefined;
  const fields = fieldsOf(text.slice(scheme.length));
  const get = (name: string): string => fields.get(name) ?? '';
  const algorithm = algorithms.get(get('algorithm').toUpperCase());
  const isComplete =
    required.every((name) => get(name) !== '') && /^[0-9a-f]{8}$/i.test(get('nc')) && get('qop') === 'auth';
  if (!isComplete || !algorithm) return undefined;
  return {
    ...{ username: get('username'), realm: get('realm'), nonce: get('nonce'), uri: get('uri') },
    ...{ response: get('response').toLowerCase(), algorithm, cnonce: get('cnonce') },
    ...{ nc: get('nc'), count: Number.parseInt(get('nc'), 16) },
  };
};

const fieldsOf = (text: string): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain] of text.matchAll(fieldPattern)) {
    fields.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return fields;
};

const responseOf = (given: Credentials, password: string, method: string): string => {
  const hash = (text: string): string =>
    createHash(given.algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const ha1 = hash(`${given.username}:${given.realm}:${password}`);
  const ha2 = hash(`${method}:${given.uri}`);
  return hash(`${ha1}:${given.nonce}:${given.nc}:${given.cnonce}:auth:${ha2}`);
};

const equal = (given: string, expected: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
};

// No algorithm named means MD5 (RFC 7616 3.3).
const algorithms: ReadonlyMap<string, DigestAlgorithm> = new Map([
  ['', 'MD5'],
  ['MD5', 'MD5'],
  ['SHA-256', 'SHA-256'],
]);
const bothAlgorithms: readonly DigestAlgorithm[] = ['SHA-256', 'MD5'];
const required = ['username', 'realm', 'nonce', 'uri', 'response', 'cnonce'];
const credentialsCharsMax = 4_096;
const fieldPattern = /([A-Za-z0-9]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;
