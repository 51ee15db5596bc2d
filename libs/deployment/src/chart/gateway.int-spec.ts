// The gateway on a cluster: its node's network, its engine, its name, its end, and when there are more of it.
import { type Manifest, ofKind, podOf } from './manifests';
import { hasTools, rendered, titled } from './rendered-chart.fixture';

const describeWithTools = hasTools ? describe : describe.skip;

const gatewayOf = (all: readonly Manifest[]) =>
  podOf(
    all.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 't-sip-gateway') ??
      fail('no gateway'),
  );

const fail = (why: string): never => {
  throw new Error(why);
};

describeWithTools(titled('the gateway'), () => {
  it('is on the network of its node, with an engine that ends after it', () => {
    const { hostNetwork, initContainers = [], containers } = gatewayOf(rendered('trial.yaml'));
    expect(hostNetwork).toBe(true);
    expect(initContainers.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
      ['sip-engine', 'Always'],
    ]);
    expect(JSON.stringify(containers)).toContain('drachtio://127.0.0.1:9022');
  });

  it('asks an engine outside when there is one', () => {
    const { initContainers = [], containers } = gatewayOf(rendered('external-engine.yaml'));
    expect(initContainers).toEqual([]);
    expect(JSON.stringify(containers)).toContain('drachtio://10.0.0.5:9022');
  });

  it('runs an engine that speaks the protocol of the client: 0.9 and later count in bytes', () => {
    const [{ image = '' } = {}] = gatewayOf(rendered('trial.yaml')).initContainers ?? [];
    const [, major, minor] = /:(\d+)\.(\d+)\.\d+$/.exec(image) ?? [];
    expect(Number(major) * 1_000 + Number(minor)).toBeGreaterThanOrEqual(9);
  });

  it('has the ports of its lines, the range that the values say and no more', () => {
    const [{ env = [] } = {}] = gatewayOf(rendered('trial.yaml', 'sipGateway.rtpPortMin=30000')).containers;
    const valueOf = (wanted: string) => env.find(({ name }) => name === wanted)?.value;
    expect([valueOf('GATEWAY_RTP_PORT_MIN'), valueOf('GATEWAY_RTP_PORT_MAX')]).toEqual(['30000', '41999']);
    expect([valueOf('GATEWAY_LINES_MAX'), valueOf('GATEWAY_LINE_MS_MAX')]).toEqual(['200', '1800000']);
  });

  it('is found by its own name, also while it drains', () => {
    const all = rendered('production.yaml');
    const [{ env = [] } = {}] = gatewayOf(all).containers;
    expect(env.find(({ name }) => name === 'GATEWAY_ADVERTISE')?.value).toBe(
      '$(GATEWAY_INSTANCE).t-sip-gateway:7101',
    );
    // A variable is only replaced when it stands before the one that uses it.
    const names = env.map(({ name }) => name);
    expect(names.indexOf('GATEWAY_INSTANCE')).toBeLessThan(names.indexOf('GATEWAY_ADVERTISE'));
    const service = ofKind(all, 'Service').find(({ metadata }) => metadata.name === 't-sip-gateway');
    expect(service?.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  });

  it('is scaled by active lines, and not down when Prometheus is lost', () => {
    const all = rendered('production.yaml');
    const [scaled] = ofKind(all, 'ScaledObject');
    expect(scaled?.spec.triggers?.[0]?.metadata).toMatchObject({
      query: 'sum(voice_calls_active)',
      threshold: '140',
      ignoreNullValues: 'false',
    });
    expect(scaled?.spec.fallback?.behavior).toBe('currentReplicasIfHigher');
    expect(scaled?.spec.scaleTargetRef).toMatchObject({ kind: 'StatefulSet', name: 't-sip-gateway' });
    expect(ofKind(all, 'StatefulSet')[0]?.spec.replicas).toBeUndefined();
  });
});
