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
  challenge(
    auths: readonly TrunkAuth[],
    { sourceAddress, nowMs }: Shown,
    isStale: boolean,
  ): readonly string[] {
    return alike(auths).flatMap(([auth]) => this.#realm(auth).challenge(nowMs, isStale, sourceAddress));
  }

  verify(shown: Shown, auths: readonly TrunkAuth[]): Proof {
    if (shown.credentials === undefined) return { kind: 'none', isStale: false };
    if (this.#isBarred(shown)) return { kind: 'barred' };
    const proofs = alike(auths).map((some) => judge(this.#verdict(shown, some), some));
    const proof = BEST_FIRST.flatMap((kind) => proofs.find((found) => found?.kind === kind) ?? [])[0];
    if (proof?.kind === 'wrong') this.#failed(shown);
    // Of a realm that nobody here has: as good as nothing.
    return proof ?? { kind: 'none', isStale: false };
  }

  #verdict({ credentials, nowMs, sourceAddress: client }: Shown, auths: Alike): DigestVerdict {
    return this.#realm(auths[0]).verify(
      { credentials, method: 'INVITE', nowMs, client },
      (username) => auths.find((auth) => auth.username === username)?.secret,
    );
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

  #realm(auth: TrunkAuth): DigestRealm {
    const { realm, algorithms } = auth;
    const known = this.#realms.get(kindOf(auth));
    if (known) return known;
    const made = new DigestRealm({ realm, algorithms, nonceSecret: this.nonceSecret });
    this.#realms.set(kindOf(auth), made);
    forgetOldest(this.#realms, REALMS_MAX);
    return made;
  }
}

/** Of one realm and the same algorithms: one challenge is for all of them. */
type Alike = readonly [TrunkAuth, ...TrunkAuth[]];

const kindOf = ({ realm, algorithms }: TrunkAuth): string => `${realm} ${algorithms.join(' ')}`;

const alike = (auths: readonly TrunkAuth[]): readonly Alike[] => {
  const groups = new Map<string, [TrunkAuth, ...TrunkAuth[]]>();
  for (const auth of auths) {
    const group = groups.get(kindOf(auth));
    if (group) group.push(auth);
    else groups.set(kindOf(auth), [auth]);
  }
  return [...groups.values()];
};

const BEST_FIRST = ['proven', 'none', 'wrong'] as const;

/** Undefined when the credentials are of another realm. */
const judge = (verdict: DigestVerdict, auths: Alike): Proof | undefined => {
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
      return { kind: 'wrong' };
  }
};

const forgetOldest = (entries: Map<string, unknown>, max: number): void => {
  const [oldest] = entries.keys();
  if (entries.size > max && oldest !== undefined) entries.delete(oldest);
};
