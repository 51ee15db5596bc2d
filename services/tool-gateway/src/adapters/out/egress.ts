// Where a connector may connect to: a name is resolved once, and every address it has must be allowed.
import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';

export interface Egress {
  /** Loopback and private ranges are allowed for these `host` or `host:port`; true allows them for every host. */
  readonly allowPrivate?: boolean | readonly string[];
}

export type Resolved =
  | { readonly kind: 'address'; readonly address: string; readonly family: 4 | 6 }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unresolved' };

/** Never rejects. An IPv4-mapped IPv6 address is refused: it is a private one in disguise or could be written plainly. */
export const resolveAllowed = async (url: URL, egress: Egress): Promise<Resolved> => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) return { kind: 'unresolved' };
  const mayBePrivate = isListed(url, egress);
  const isAllowed = found.every(({ address }) => mayConnect(address, mayBePrivate));
  if (!isAllowed) return { kind: 'refused' };
  return { kind: 'address', address: first.address, family: first.family === 6 ? 6 : 4 };
};

export const mayConnect = (address: string, mayBePrivate: boolean): boolean => {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (NEVER.check(address, family) || MAPPED.test(address)) return false;
  return mayBePrivate || !PRIVATE.check(address, family);
};

const isListed = (url: URL, { allowPrivate = false }: Egress): boolean => {
  if (typeof allowPrivate === 'boolean') return allowPrivate;
  return allowPrivate.includes(url.host) || allowPrivate.includes(url.hostname);
};

const blocks = (subnets: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = '', bits] = subnet.split('/');
    list.addSubnet(net, Number(bits), isIPv6(net) ? 'ipv6' : 'ipv4');
  }
  return list;
};

/** Link-local (instance metadata lives there), multicast, unspecified, reserved: no operator has a tool there. */
const NEVER = blocks([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001:db8::/32',
  '2002::/16',
  'fe80::/10',
  'ff00::/8',
]);

/** IPv4-mapped IPv6 (RFC 4291, section 2.5.5.2). */
const MAPPED = /^::ffff:/i;

/** RFC 1918, RFC 6598 (carrier-grade NAT), loopback, benchmarking, RFC 4193. */
const PRIVATE = blocks([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
]);
