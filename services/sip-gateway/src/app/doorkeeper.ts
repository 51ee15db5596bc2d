// What is looked at before a line is made of an invitation: whose trunk it is, its proof, its number, its rate.
import { type Invitation } from '@trunkline/telephony';
import { type Route, type RouteTable, type TrunkAuth } from '../domain/route-table';
import { callAttempted, callRefused, trunkProved } from '../observations';
import { challengeWith, type DoorFailure, type Refusal, refusalOf } from '../verdict';
import { unmetOf } from './demands';
import { type SourceRate } from './source-rate';
import { type Proof, type Shown, type TrunkProof } from './trunk-proof';

export type Entry =
  | { readonly kind: 'welcome'; readonly route: Route }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface DoorkeeperOptions {
  readonly routes: RouteTable;
  readonly proof: TrunkProof;
  readonly rate: Pick<SourceRate, 'take'>;
  readonly wallMs: () => number;
}

export class Doorkeeper {
  constructor(private readonly options: DoorkeeperOptions) {}

  /** `isCrowded`: more callers at the door than we even keep a record of. */
  admit(invitation: Invitation, isCrowded: boolean): Entry {
    const { routes, rate, wallMs } = this.options;
    const { sourceAddress, to } = invitation;
    const shown: Shown = {
      sourceAddress,
      credentials: invitation.header('Authorization'),
      nowMs: wallMs(),
    };
    const auths = routes.authsOf(sourceAddress);
    const proof = this.#proofOf(shown, auths);
    const found = routes.find(
      { sourceAddress, to },
      (auth) => proof?.kind === 'proven' && proof.auth === auth,
    );
    switch (found.kind) {
      case 'unproven':
        return this.#ask(found.auths, shown, proof);
      case 'unknown-trunk':
      case 'unknown-number':
        return refused(found.kind);
      case 'route':
        if (!rate.take(sourceAddress)) return refused('source-rate');
        return isCrowded ? refused('too-many-at-door') : welcomeTo(found.route, invitation);
    }
  }

  #proofOf(shown: Shown, auths: readonly TrunkAuth[]): Proof | undefined {
    if (auths.length === 0) return undefined;
    const proof = this.options.proof.verify(shown, auths);
    if (shown.credentials !== undefined) trunkProved(proof.kind === 'none' ? 'stale' : proof.kind);
    return proof;
  }

  #ask(auths: readonly TrunkAuth[], shown: Shown, proof: Proof | undefined): Entry {
    if (proof?.kind === 'wrong' || proof?.kind === 'barred') return refused('wrong-credentials');
    const isStale = proof?.kind === 'none' && proof.isStale;
    trunkProved('challenged');
    const challenges = this.options.proof.challenge(auths, shown, isStale);
    return { kind: 'refused', refusal: challengeWith(challenges) };
  }
}

/** Last: what we can do is told to those alone whose call we would take. */
const welcomeTo = (route: Route, invitation: Invitation): Entry => {
  const unmet = unmetOf(invitation);
  return unmet ? refused(unmet.failure, unmet.headers) : { kind: 'welcome', route };
};

const refused = (failure: DoorFailure, further: Refusal['headers'] = {}): Entry => {
  const found = refusalOf(failure);
  const refusal = { ...found, headers: { ...found.headers, ...further } };
  callAttempted(refusal.status === 503 ? 'admission_rejected' : 'client_error');
  callRefused(failure);
  return { kind: 'refused', refusal };
};
