// The chart's network policies: everything is denied, and exactly the conversations that there are are opened.
import { componentOf, type Manifest, ofKind } from './manifests';
import { hasTools, rendered, titled } from './rendered-chart.fixture';

const describeWithTools = hasTools ? describe : describe.skip;

const PAIRS = [
  'dialogue-policy>handoff:7105',
  'dialogue-policy>tool-gateway:7106',
  'handoff>sip-gateway:7101',
  'sip-gateway>dialogue-policy:7104',
  'sip-gateway>stt:7102',
  'sip-gateway>tts:7103',
];
/** Those with the record, on the network of the cluster. */
const INSIDE = ['dialogue-policy', 'handoff', 'tool-gateway', 'trace'];

/** Every conversation that is opened, at the end of the called and at that of the caller. */
const openedBy = (all: readonly Manifest[]) => {
  const policies = ofKind(all, 'NetworkPolicy');
  // A gateway is on its node's network: the other end knows it by the nodes' addresses, and no policy is on its own.
  const who = (peer: {
    podSelector?: { matchLabels: Record<string, string> };
    ipBlock?: { cidr: string };
  }): string =>
    peer.podSelector
      ? componentOf(peer.podSelector.matchLabels)
      : peer.ipBlock?.cidr === '10.0.0.0/16'
        ? 'sip-gateway'
        : '';
  const opened = { in: [] as string[], out: [] as string[] };
  for (const { spec } of policies) {
    const self = componentOf(spec.podSelector?.matchLabels);
    for (const { from, ports } of self ? (spec.ingress ?? []) : [])
      opened.in.push(
        ...from.filter((peer) => who(peer)).map((peer) => `${who(peer)}>${self}:${ports[0]?.port}`),
      );
    for (const { to, ports } of self ? (spec.egress ?? []) : [])
      opened.out.push(
        ...to.filter((peer) => who(peer)).map((peer) => `${self}>${who(peer)}:${ports[0]?.port}`),
      );
  }
  return { opened };
};

describeWithTools(titled('the network policies'), () => {
  it('deny everything first', () => {
    const deny = ofKind(rendered('production.yaml'), 'NetworkPolicy').find(
      ({ metadata }) => metadata.name === 't-deny-all',
    );
    expect(deny?.spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(deny?.spec.ingress ?? deny?.spec.egress).toBeUndefined();
    expect(componentOf(deny?.spec.podSelector?.matchLabels)).toBe('');
  });

  it('open exactly the conversations that there are, at both ends', () => {
    const { opened } = openedBy(rendered('production.yaml'));
    expect(opened.in.sort()).toEqual(PAIRS.filter((pair) => !pair.includes('>sip-gateway:')));
    expect(opened.out.sort()).toEqual(PAIRS.filter((pair) => !pair.startsWith('sip-gateway>')));
  });

  it('let out to each server outside only who needs it', () => {
    const names = ofKind(rendered('production.yaml'), 'NetworkPolicy').map(({ metadata }) => metadata.name);
    const ways = (server: string) =>
      names
        .filter((name) => name.endsWith(`-to-${server}`))
        .map((name) => name.slice('t-'.length, -`-to-${server}`.length))
        .sort();
    expect(ways('record')).toEqual([...INSIDE, 'maintenance', 'migrations'].sort());
    expect(ways('kafka')).toEqual(['dialogue-policy', 'handoff', 'topics', 'trace']);
    expect(ways('redis')).toEqual(INSIDE);
    expect(names.filter((name) => name.startsWith('t-stt-to') || name.startsWith('t-tts-to'))).toEqual([]);
  });

  it('name the ports of the brokers', () => {
    const policy = ofKind(rendered('production.yaml'), 'NetworkPolicy').find(
      ({ metadata }) => metadata.name === 't-trace-to-kafka',
    );
    expect(policy?.spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: '10.20.1.0/24' } }], ports: [{ protocol: 'TCP', port: 9092 }] },
    ]);
  });

  it('open the servers that come along to who uses them', () => {
    const { opened } = openedBy(rendered('trial.yaml'));
    const users = (server: string) =>
      opened.in.filter((pair) => pair.includes(`>${server}:`)).map((pair) => pair.split('>')[0]);
    expect(users('postgres').sort()).toEqual([...INSIDE, 'maintenance', 'migrations', 'sip-gateway'].sort());
    expect(users('kafka').sort()).toEqual(['dialogue-policy', 'handoff', 'topics', 'trace']);
    expect(users('redis').sort()).toEqual([...INSIDE, 'sip-gateway'].sort());
  });
});
