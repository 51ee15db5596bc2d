// The chart as helm renders it: for several installations, what must hold in each, and what must not render at all.
import { join } from 'node:path';
import { list, read, ROOT } from '../repository';
import { run } from '../tools';
import { unknownKeys } from './known-keys';
import {
  componentOf,
  type Container,
  type Manifest,
  manifests,
  ofKind,
  podOf,
  type Probe,
} from './manifests';

const HELM = join(ROOT, '.trunkline/bin/helm');
const isRequired = process.env.CI === 'true';
const tools = run('sh', ['deploy/tools.sh']);
if (tools.status !== 0 && isRequired) throw new Error(`helm is required where CI=true: ${tools.stderr}`);
const describeWithHelm = tools.status === 0 ? describe : describe.skip;
const titled = (text: string): string =>
  tools.status === 0 ? text : `${text} (skipped: ${tools.stderr.trim()})`;

const render = (values: string, ...set: readonly string[]) =>
  run(HELM, [
    ...['template', 't', 'helm/trunkline', '--kube-version', '1.32.0', '-f', `helm/trunkline/ci/${values}`],
    ...set.flatMap((one) => ['--set', one]),
  ]);
const rendered = (values: string): readonly Manifest[] => {
  const { status, stdout, stderr } = render(values);
  if (status !== 0) throw new Error(stderr);
  return manifests(stdout);
};

const SERVICES = ['dialogue-policy', 'handoff', 'sip-gateway', 'stt', 'tool-gateway', 'trace', 'tts'];
const PAIRS = [
  'dialogue-policy>handoff:7105',
  'dialogue-policy>tool-gateway:7106',
  'handoff>sip-gateway:7101',
  'sip-gateway>dialogue-policy:7104',
  'sip-gateway>stt:7102',
  'sip-gateway>tts:7103',
];
/** None for a command. */
const portOf = (probe: Probe | undefined): readonly (number | string)[] => {
  const port = probe?.tcpSocket?.port ?? probe?.httpGet?.port;
  return port === undefined ? [] : [port];
};

/** None but the gateway's. */
const drainSeconds = (containers: readonly Container[]): number =>
  Number(containers[0]?.env?.find(({ name }) => name === 'GATEWAY_DRAIN_MS_MAX')?.value ?? 0) / 1_000;

const WORKLOADS = ['Deployment', 'StatefulSet', 'Job'];

describeWithHelm(titled('the chart'), () => {
  const installations = list('helm/trunkline/ci');

  it.each(installations)('passes lint with %s', (values) => {
    expect(
      run(HELM, ['lint', '--strict', 'helm/trunkline', '-f', `helm/trunkline/ci/${values}`]),
    ).toMatchObject({
      status: 0,
    });
  });

  describe.each(installations)('with %s', (values) => {
    let all: readonly Manifest[];
    let workloads: readonly Manifest[];
    let running: readonly Manifest[];
    beforeAll(() => {
      all = rendered(values);
      workloads = ofKind(all, ...WORKLOADS);
      running = ofKind(all, 'Deployment', 'StatefulSet');
    });

    it('has one workload per service, each with a budget and an account', () => {
      const names = running.map(({ metadata }) => componentOf(metadata.labels)).sort();
      expect(names.filter((name) => name !== 'postgres')).toEqual(SERVICES);
      const budgets = ofKind(all, 'PodDisruptionBudget').map(({ metadata }) => componentOf(metadata.labels));
      expect(budgets.sort()).toEqual(SERVICES);
      const accounts = ofKind(all, 'ServiceAccount');
      expect(accounts.map(({ metadata }) => metadata.name)).toEqual(
        expect.arrayContaining(running.map((one) => podOf(one).serviceAccountName)),
      );
      expect(new Set(all.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).size).toBe(all.length);
    });

    it('has no key that its kind does not know', () => {
      expect(all.flatMap((manifest) => unknownKeys({ ...manifest }))).toEqual([]);
    });

    it('gives nobody a token', () => {
      expect(ofKind(all, 'ServiceAccount').every((one) => one.automountServiceAccountToken === false)).toBe(
        true,
      );
      expect(workloads.filter((one) => podOf(one).automountServiceAccountToken)).toEqual([]);
      expect(workloads.map((one) => podOf(one).automountServiceAccountToken)).not.toContain(undefined);
    });

    it('runs every container without root, capabilities or a writable root', () => {
      for (const pod of workloads.map(podOf)) {
        expect(pod.securityContext.runAsNonRoot).toBe(true);
        for (const { securityContext } of [...(pod.initContainers ?? []), ...pod.containers]) {
          expect(securityContext).toEqual({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          });
        }
      }
    });

    it('asks for resources everywhere, and limits the processor of none that carries sound', () => {
      for (const one of workloads) {
        for (const { resources } of [...(podOf(one).initContainers ?? []), ...podOf(one).containers]) {
          expect(Object.keys(resources.requests ?? {}).sort()).toEqual(['cpu', 'memory']);
          const limited = componentOf(one.metadata.labels) === 'sip-gateway' ? ['memory'] : ['cpu', 'memory'];
          expect(Object.keys(resources.limits ?? {}).sort()).toEqual(limited);
        }
      }
    });

    it('probes every container at ports that it has', () => {
      for (const container of running.flatMap((one) => podOf(one).containers)) {
        const { name, ports = [], startupProbe, readinessProbe, livenessProbe } = container;
        const probes = [startupProbe, readinessProbe, livenessProbe];
        expect([name, probes.filter((probe) => probe === undefined)]).toEqual([name, []]);
        expect(ports.map((port) => port.name)).toEqual(expect.arrayContaining(probes.flatMap(portOf)));
      }
    });

    it('mounts only volumes that there are, and reads only secrets that are mounted', () => {
      for (const { volumes = [], containers, initContainers = [] } of ofKind(all, 'Deployment', 'Job').map(
        podOf,
      )) {
        const names = volumes.map(({ name }) => name).sort();
        const mounted = [...containers, ...initContainers].flatMap(({ volumeMounts = [] }) => volumeMounts);
        expect([...new Set(mounted.map(({ name }) => name))].sort()).toEqual(names);
        const files = containers.flatMap(({ env = [] }) => env.filter(({ name }) => name.endsWith('_FILE')));
        const items = JSON.stringify(volumes);
        for (const { value } of files)
          expect(items).toContain(`"path":"${value?.replace('/run/secrets/', '')}"`);
      }
      expect(JSON.stringify(ofKind(all, 'Secret'))).toBe('[]');
    });

    it('gives every service time to end, and spreads it', () => {
      for (const one of running.filter(({ metadata }) => componentOf(metadata.labels) !== 'postgres')) {
        const { terminationGracePeriodSeconds, topologySpreadConstraints, containers } = podOf(one);
        const stop = containers[0]?.lifecycle?.preStop.sleep.seconds;
        expect(stop).toBeGreaterThan(0);
        expect(terminationGracePeriodSeconds).toBeGreaterThan((stop ?? 0) + drainSeconds(containers));
        expect(topologySpreadConstraints?.map(({ topologyKey }) => topologyKey)).toEqual([
          'topology.kubernetes.io/zone',
          'kubernetes.io/hostname',
        ]);
      }
    });
  });

  it('sets only variables that a service reads', () => {
    const source = ['stt', 'tts', 'dialogue-policy', 'tool-gateway', 'handoff', 'trace']
      .map((name) => read(`services/${name}/src/config.ts`))
      .join('\n');
    const unknown = ofKind(rendered('trial.yaml'), 'Deployment').flatMap((one) =>
      podOf(one).containers.flatMap(({ env = [] }) =>
        env
          .map(({ name }) => name.replace(/_FILE$/, ''))
          .filter((name) => !/^(OPERATIONS_BIND|OTLP_ENDPOINT|TENANT_\w+)$/.test(name))
          .filter((name) => !source.includes(`'${name}'`)),
      ),
    );
    expect(unknown).toEqual([]);
  });

  it('puts the gateway on the network of its node, with an engine that ends after it', () => {
    const gateway = rendered('trial.yaml').find(
      ({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 't-sip-gateway',
    );
    const pod = gateway && podOf(gateway);
    expect(pod?.hostNetwork).toBe(true);
    expect(pod?.initContainers?.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
      ['sip-engine', 'Always'],
    ]);
    const ofPolicies = ofKind(rendered('external-engine.yaml'), 'StatefulSet').map(podOf);
    expect(ofPolicies.flatMap(({ initContainers = [] }) => initContainers)).toEqual([]);
  });

  it('runs migrations before an installation that has its own database, and beside one that brings it', () => {
    const hooks = (values: string) =>
      ofKind(rendered(values), 'Job').map(({ metadata }) => metadata.annotations?.['helm.sh/hook']);
    expect(hooks('production.yaml')).toEqual(['pre-install,pre-upgrade']);
    expect(hooks('trial.yaml')).toEqual([undefined]);
  });

  it('scales gateways by active lines, and not down when Prometheus is lost', () => {
    const [scaled] = ofKind(rendered('production.yaml'), 'ScaledObject');
    expect(scaled?.spec.triggers?.[0]?.metadata).toMatchObject({
      query: 'sum(voice_calls_active)',
      threshold: '140',
      ignoreNullValues: 'false',
    });
    expect(scaled?.spec.fallback?.behavior).toBe('currentReplicasIfHigher');
    expect(scaled?.spec.scaleTargetRef).toMatchObject({ kind: 'StatefulSet', name: 't-sip-gateway' });
    const gateway = ofKind(rendered('production.yaml'), 'StatefulSet')[0];
    expect(gateway?.spec.replicas).toBeUndefined();
  });
});

describeWithHelm(titled('the network policies'), () => {
  it('deny everything first', () => {
    const deny = ofKind(rendered('production.yaml'), 'NetworkPolicy').find(
      ({ metadata }) => metadata.name === 't-deny-all',
    );
    expect(deny?.spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(deny?.spec.ingress ?? deny?.spec.egress).toBeUndefined();
    expect(componentOf(deny?.spec.podSelector?.matchLabels)).toBe('');
  });

  it('open exactly the conversations that there are, at both ends', () => {
    const policies = ofKind(rendered('production.yaml'), 'NetworkPolicy');
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
    expect(opened.in.sort()).toEqual(PAIRS.filter((pair) => !pair.includes('>sip-gateway:')));
    expect(opened.out.sort()).toEqual(PAIRS.filter((pair) => !pair.startsWith('sip-gateway>')));
  });

  it('let out to the record only who needs it', () => {
    const names = ofKind(rendered('production.yaml'), 'NetworkPolicy').map(({ metadata }) => metadata.name);
    expect(names.filter((name) => name.endsWith('-to-record')).sort()).toEqual(
      ['dialogue-policy', 'handoff', 'migrations', 'tool-gateway', 'trace'].map(
        (name) => `t-${name}-to-record`,
      ),
    );
  });
});

describeWithHelm(titled('what must not be installed'), () => {
  it.each([
    ['sipGateway.terminationGracePeriodSeconds=1839', 'is less than preStopSeconds 10 + drainSeconds 1800'],
    ['stop.drainSeconds=25', 'terminationGracePeriodSeconds 30 is less than'],
    ['sipGateway.drain.drainSeconds=600', 'cuts calls of up to 1800 s'],
    ['sipGateway.linesMax=600', 'need up to 2400 RTP ports'],
    ['tenants.existingClaim=x', 'exactly one of fromImage and existingClaim'],
    ['sipEngine.bundled=false', 'exactly one of bundled and address'],
    ['sipGateway.autoscaling.enabled=true', 'prometheus is the address to ask'],
    ['networkPolicy.nodeCidrs=null', 'nodeCidrs'],
    ['postgres.bundled=false', 'postgres.cidrs is empty'],
    ['services.stt.replicas=0', 'replicas'],
    ['services.sst.replicas=1', 'sst'],
  ])('is refused: %s', (set, message) => {
    const { status, stderr } = render('trial.yaml', set);
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
