// Digest authentication of trunks: challenges, verdicts, and patience that ends with a source that keeps guessing.
import { DigestRealm, type DigestVerdict } from '@trunkline/sip-engine';
import { type TrunkAuth } from '../domain/route-table';

export type Proof =
  | { readonly kind: 'proven'; readonly auth: TrunkAuth }
  /** Nothing that counts was shown: to be challenged. */
  | { readonly kind: 'none'; readonly isStale: boolean }
  | { readonly kind: 'wrong' }
  /** Too many wrong ones of late: not looked at. */
  | { readonly kind: 'barred' };

export interface Shown {
  readonly credentials: string | undefined;
  readonly sourceAddress: string;
  readonly nowMs: number;
}

const FAILURES_MAX = 5;
const FAILURE_MS = 60_000;
/** Sources whose failures are remembered; the oldest is forgotten first. */
const SOURCES_MAX = 10_000;
const REALMS_MAX = 1_000;

interface Failures {
  readonly count: number;
  readonly sinceMs: number;
}

export class TrunkProof {
  readonly #realms = new Map<string, DigestRealm>();
  readonly #failures = new Map<string, Failures>();

  /** `nonceSecret` signs nonces; a new one at every start makes those of before stale. */
  constructor(private readonly nonceSecret: string) {}

  /** Headers of a 401: one for each realm and algorithm (RFC 8760 2.4). */
  challenge(realms: readonly string[], { sourceAddress, nowMs }: Shown, isStale: boolean): readonly string[] {
    return realms.flatMap((realm) => this.#realm(realm).challenge(nowMs, isStale, sourceAddress));
  }

  verify(shown: Shown, auths: readonly TrunkAuth[]): Proof {
    if (shown.credentials === undefined) return { kind: 'none', isStale: false };
    if (this.#isBarred(shown)) return { kind: 'barred' };
    for (const realm of new Set(auths.map((auth) => auth.realm))) {
      const ofRealm = auths.filter((auth) => auth.realm === realm);
      const proof = this.#judge(this.#verdict(realm, shown, ofRealm), shown, ofRealm);
      if (proof) return proof;
    }
    // Of a realm that nobody here has: as good as nothing.
    return { kind: 'none', isStale: false };
  }

  #verdict(realm: string, shown: Shown, auths: readonly TrunkAuth[]): DigestVerdict {
    const { credentials, nowMs, sourceAddress: client } = shown;
    return this.#realm(realm).verify(
      { credentials, method: 'INVITE', nowMs, client },
      (username) => auths.find((auth) => auth.username === username)?.secret,
    );
  }

  /** Undefined when the credentials are of another realm. */
  #judge(verdict: DigestVerdict, shown: Shown, auths: readonly TrunkAuth[]): Proof | undefined {
    if (verdict.kind === 'stale') return { kind: 'none', isStale: true };
    if (verdict.kind === 'accepted') {
      const auth = auths.find(({ username }) => username === verdict.username);
      return auth && { kind: 'proven', auth };
    }
    switch (verdict.why) {
      case 'wrong-realm':
        return undefined;
      case 'no-credentials':
        return { kind: 'none', isStale: false };
      case 'replayed':
        // A peer that counts badly does well with another nonce; who replays has no password for it.
        return { kind: 'none', isStale: true };
      case 'malformed':
      case 'unknown-user':
      case 'wrong-response':
        this.#failed(shown);
        return { kind: 'wrong' };
    }
  }

  #isBarred({ sourceAddress, nowMs }: Shown): boolean {
    const failures = this.#failures.get(sourceAddress);
    if (!failures) return false;
    if (nowMs - failures.sinceMs >= FAILURE_MS) this.#failures.delete(sourceAddress);
    else return failures.count >= FAILURES_MAX;
    return false;
  }

  #failed({ sourceAddress, nowMs }: Shown): void {
    const { count = 0, sinceMs = nowMs } = this.#failures.get(sourceAddress) ?? {};
    this.#failures.set(sourceAddress, { count: count + 1, sinceMs });
    forgetOldest(this.#failures, SOURCES_MAX);
  }

  #realm(name: string): DigestRealm {
    const known = this.#realms.get(name);
    if (known) return known;
    const realm = new DigestRealm({ realm: name, nonceSecret: this.nonceSecret });
    this.#realms.set(name, realm);
    forgetOldest(this.#realms, REALMS_MAX);
    return realm;
  }
}

const forgetOldest = (entries: Map<string, unknown>, max: number): void => {
  const [oldest] = entries.keys();
  if (entries.size > max && oldest !== undefined) entries.delete(oldest);
};
