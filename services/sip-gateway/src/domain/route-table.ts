// Which calls are taken: trunks by source address, by digest, or both; numbers by tenant.
import { isInside } from './address-block';

/** Where a call to one of a tenant's numbers goes. */
export interface Route {
  readonly tenantId: string;
  readonly trunk: string;
  readonly flow: string;
  /** BCP 47. */
  readonly language: string;
  readonly voice: string;
  readonly lineMsMax: number;
  /** Lines that the tenant may hold at once, beside what the gateway can. */
  readonly linesMax?: number;
  /** Lines of this trunk alone. */
  readonly trunkLinesMax?: number;
}

/** What a trunk proves itself with (RFC 3261 22). */
export interface TrunkAuth {
  /** In the order in which they are offered (RFC 8760 2.4). */
  readonly algorithms: readonly ('SHA-256' | 'MD5')[];
  readonly realm: string;
  readonly username: string;
  readonly secret: string;
}

export type Routing =
  | { readonly kind: 'route'; readonly route: Route }
  /** The source is no trunk of ours. */
  | { readonly kind: 'unknown-trunk' }
  | { readonly kind: 'unknown-number' }
  /** It may be a trunk that has one of these, and has not shown that it is. */
  | { readonly kind: 'unproven'; readonly auths: readonly TrunkAuth[] };

export interface Caller {
  readonly sourceAddress: string;
  readonly to: string;
}

export interface RouteTable {
  /** What calls from this source can prove themselves with. */
  authsOf(sourceAddress: string): readonly TrunkAuth[];
  find(call: Caller, isProven?: (auth: TrunkAuth) => boolean): Routing;
}

/** A trunk needs sources, or auth, or both: then both must be right. */
export interface TrunkRoutes {
  readonly name: string;
  readonly sources?: readonly string[];
  readonly auth?: TrunkAuth;
  readonly linesMax?: number;
}

/** A tenant's part of the table. */
export interface TenantRoutes {
  readonly tenantId: string;
  readonly linesMax?: number;
  readonly trunks: readonly TrunkRoutes[];
  /** `*` takes every number that no other entry names. */
  readonly numbers: readonly NumberRoute[];
}

export type NumberRoute = { readonly number: string } & Pick<
  Route,
  'flow' | 'language' | 'voice' | 'lineMsMax'
>;

interface Candidate {
  readonly tenant: TenantRoutes;
  readonly trunk: TrunkRoutes;
}

export const routeTable = (tenants: readonly TenantRoutes[]): RouteTable => {
  const all = tenants.flatMap((tenant) => tenant.trunks.map((trunk): Candidate => ({ tenant, trunk })));
  const from = (sourceAddress: string): readonly Candidate[] =>
    all.filter(({ trunk }) => mayBe(trunk, sourceAddress));
  return {
    authsOf: (sourceAddress) => from(sourceAddress).flatMap(({ trunk }) => (trunk.auth ? [trunk.auth] : [])),
    find: ({ sourceAddress, to }, isProven = () => false) => {
      const candidates = from(sourceAddress);
      if (candidates.length === 0) return { kind: 'unknown-trunk' };
      const isTrusted = ({ trunk: { auth } }: Candidate): boolean => auth === undefined || isProven(auth);
      const route = routeTo(to, candidates.filter(isTrusted));
      if (route) return { kind: 'route', route };
      const unproven = candidates.filter((candidate) => !isTrusted(candidate));
      return unproven.length > 0
        ? { kind: 'unproven', auths: authsFor(to, unproven) }
        : { kind: 'unknown-number' };
    },
  };
};

const mayBe = ({ sources, auth }: TrunkRoutes, address: string): boolean =>
  sources ? sources.some((block) => isInside(address, block)) : auth !== undefined;

const routeTo = (to: string, trusted: readonly Candidate[]): Route | undefined => {
  for (const wanted of [to, '*']) {
    for (const { tenant, trunk } of trusted) {
      const entry = tenant.numbers.find(({ number }) => number === wanted);
      if (entry) return routeOf(entry, tenant, trunk);
    }
  }
  return undefined;
};

const routeOf = (
  { flow, language, voice, lineMsMax }: NumberRoute,
  { tenantId, linesMax }: TenantRoutes,
  trunk: TrunkRoutes,
): Route => ({
  ...{ tenantId, trunk: trunk.name, flow, language, voice, lineMsMax },
  ...(linesMax === undefined ? {} : { linesMax }),
  ...(trunk.linesMax === undefined ? {} : { trunkLinesMax: trunk.linesMax }),
});

/** Of those who have the number, so that a trunk is asked for its own secret first; of all when nobody has it. */
const authsFor = (to: string, unproven: readonly Candidate[]): readonly TrunkAuth[] => {
  const having = unproven.filter(({ tenant }) =>
    tenant.numbers.some(({ number }) => number === to || number === '*'),
  );
  return (having.length > 0 ? having : unproven).flatMap(({ trunk }) => trunk.auth ?? []);
};
