// Which calls are taken: trunks by source address, numbers by tenant.

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
}

export type Routing =
  | { readonly kind: 'route'; readonly route: Route }
  /** The source is no trunk of ours. */
  | { readonly kind: 'unknown-trunk' }
  | { readonly kind: 'unknown-number' };

export interface RouteTable {
  find(call: { readonly sourceAddress: string; readonly to: string }): Routing;
}

/** A tenant's part of the table. */
export interface TenantRoutes {
  readonly tenantId: string;
  readonly linesMax?: number;
  readonly trunks: readonly { readonly name: string; readonly sources: readonly string[] }[];
  /** `*` takes every number that no other entry names. */
  readonly numbers: readonly ({ readonly number: string } & Omit<Route, 'tenantId' | 'trunk' | 'linesMax'>)[];
}

export const routeTable = (tenants: readonly TenantRoutes[]): RouteTable => ({
  find: ({ sourceAddress, to }) => {
    const trusted = tenants.flatMap((tenant) => {
      const trunk = tenant.trunks.find(({ sources }) =>
        sources.some((cidr) => isInside(sourceAddress, cidr)),
      );
      return trunk ? [{ tenant, trunk }] : [];
    });
    if (trusted.length === 0) return { kind: 'unknown-trunk' };
    for (const wanted of [to, '*']) {
      for (const { tenant, trunk } of trusted) {
        const entry = tenant.numbers.find(({ number }) => number === wanted);
        if (!entry) continue;
        const { flow, language, voice, lineMsMax } = entry;
        const { tenantId, linesMax } = tenant;
        const limit = linesMax === undefined ? {} : { linesMax };
        const route = { tenantId, trunk: trunk.name, flow, language, voice, lineMsMax, ...limit };
        return { kind: 'route', route };
      }
    }
    return { kind: 'unknown-number' };
  },
});

/** IPv4 only: `10.1.0.0/16`, or an address alone. Anything malformed matches nothing. */
export const isInside = (address: string, cidr: string): boolean => {
  const [network = '', length = '32'] = cidr.split('/');
  const bits = Number(length);
  const inside = ipv4(address);
  const base = ipv4(network);
  if (inside === undefined || base === undefined || !(bits >= 0 && bits <= 32)) return false;
  const mask = bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
  return (inside & mask) >>> 0 === (base & mask) >>> 0;
};

const ipv4 = (text: string): number | undefined => {
  const parts = text.split('.').map(Number);
  const isValid =
    parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return isValid ? parts.reduce((value, part) => value * 256 + part, 0) : undefined;
};
