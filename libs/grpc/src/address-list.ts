// Several instances of one service behind one address: `a,b`, each `host:port` or `unix:/path`.
import { experimental, status } from '@grpc/grpc-js';

const SCHEME = 'list';
const INSTANCES_MAX = 32;

export type InstanceAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** What a channel is made with: an address as it is, or the list that it names. */
export const targetOf = (address: string): string => (isList(address) ? `${SCHEME}:${address}` : address);

/**
 * Calls go round the instances that can be reached; one that cannot is tried again in the background, and an open
 * stream to it breaks at once and is opened again to another. The same for a name, `dns:///name:port`, that leads to
 * several; it is asked again when a connection breaks.
 */
export const serviceConfigOf = (address: string): string =>
  JSON.stringify({ loadBalancingConfig: [isSeveral(address) ? { round_robin: {} } : { pick_first: {} }] });

const isSeveral = (address: string): boolean => isList(address) || address.startsWith('dns:');

const isList = (address: string): boolean => address.includes(',');

/** Undefined when a part is no address, or there are none or too many. */
export const instancesOf = (list: string): readonly InstanceAddress[] | undefined => {
  const parts = list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const known = parts.map(instanceOf).filter((instance) => instance !== undefined);
  return known.length === parts.length && known.length > 0 && known.length <= INSTANCES_MAX
    ? known
    : undefined;
};

const instanceOf = (part: string): InstanceAddress | undefined => {
  if (part.startsWith('unix:')) return { path: part.slice('unix:'.length) };
  const split = experimental.splitHostPort(part);
  return split?.port === undefined ? undefined : { host: split.host, port: split.port };
};

/** Answers with the list as it is written: instances do not come and go while a client lives. */
class ListResolver implements experimental.Resolver {
  private isAnswered = false;

  constructor(
    private readonly target: experimental.GrpcUri,
    private readonly listener: experimental.ResolverListener,
  ) {}

  updateResolution(): void {
    if (this.isAnswered) return;
    this.isAnswered = true;
    process.nextTick(() => {
      if (!this.isAnswered) return;
      const instances = instancesOf(this.target.path);
      this.listener(instances ? endpointsOf(instances) : NO_LIST, {}, null, '');
    });
  }

  destroy(): void {
    this.isAnswered = false;
  }

  /** With TLS every instance shows the name of the first one: they are one service. */
  static getDefaultAuthority({ path }: experimental.GrpcUri): string {
    const first = instancesOf(path)?.[0];
    return first === undefined || 'path' in first ? 'localhost' : `${first.host}:${first.port}`;
  }
}

const endpointsOf = (
  instances: readonly InstanceAddress[],
): experimental.StatusOr<experimental.Endpoint[]> => ({
  ok: true,
  value: instances.map((instance) => ({ addresses: [instance] })),
});

const NO_LIST = experimental.statusOrFromError<experimental.Endpoint[]>({
  code: status.UNAVAILABLE,
  details: 'the address list holds something that is neither HOST:PORT nor unix:/PATH',
});

experimental.registerResolver(SCHEME, ListResolver);
