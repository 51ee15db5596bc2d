// The chart's workloads, for several installations: what must hold in each of them.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../tools';
import { type Container, componentOf, type Manifest, ofKind, podOf, type Probe } from './manifests';
import {
  hasTools,
  HELM,
  INSTALLATIONS,
  KUBECONFORM,
  render,
  rendered,
  titled,
} from './rendered-chart.fixture';
import { KUBERNETES, writeSchemaFolder } from './schema-folder';

const describeWithTools = hasTools ? describe : describe.skip;

const SERVICES = ['dialogue-policy', 'handoff', 'sip-gateway', 'stt', 'tool-gateway', 'trace', 'tts'];
/** The servers that a trial brings along. */
const SERVERS = ['kafka', 'postgres', 'redis'];
/** None for a command. */
const portOf = (probe: Probe | undefined): readonly (number | string)[] => {
  const port = probe?.tcpSocket?.port ?? probe?.httpGet?.port;
  return port === undefined ? [] : [port];
};

/** None but the gateway's. */
const drainSeconds = (containers: readonly Container[]): number =>
  Number(containers[0]?.env?.find(({ name }) => name === 'GATEWAY_DRAIN_MS_MAX')?.value ?? 0) / 1_000;

const WORKLOADS = ['Deployment', 'StatefulSet', 'Job', 'CronJob'];

describeWithTools(titled('the chart'), () => {
  it.each(INSTALLATIONS)('passes lint with %s', (values) => {
    expect(
      run(HELM, ['lint', '--strict', 'helm/trunkline', '-f', `helm/trunkline/ci/${values}`]),
    ).toMatchObject({
      status: 0,
    });
  });

  describe.each(INSTALLATIONS)('with %s', (values) => {
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
      expect(names.filter((name) => !SERVERS.includes(name))).toEqual(SERVICES);
      const budgets = ofKind(all, 'PodDisruptionBudget').map(({ metadata }) => componentOf(metadata.labels));
      expect(budgets.sort()).toEqual(SERVICES);
      const accounts = ofKind(all, 'ServiceAccount');
      expect(accounts.map(({ metadata }) => metadata.name)).toEqual(
        expect.arrayContaining(running.map((one) => podOf(one).serviceAccountName)),
      );
      expect(new Set(all.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).size).toBe(all.length);
    });

    it.each(KUBERNETES)('is valid for Kubernetes %s to the last key', (kubernetes) => {
      const dir = mkdtempSync(join(tmpdir(), 'trunkline-chart-'));
      try {
        const file = join(dir, 'manifests.yaml');
        writeFileSync(file, render(values).stdout);
        const folder = writeSchemaFolder(kubernetes);
        const { status, stdout } = run(KUBECONFORM, [
          '-strict',
          '-summary',
          '-schema-location',
          folder,
          file,
        ]);
        expect([stdout.replace(/Valid: \d+/, 'Valid'), status]).toEqual([
          `Summary: ${all.length} resources found in 1 file - Valid, Invalid: 0, Errors: 0, Skipped: 0\n`,
          0,
        ]);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
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
      for (const { volumes = [], containers, initContainers = [] } of ofKind(
        all,
        'Deployment',
        'Job',
        'CronJob',
      ).map(podOf)) {
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
      for (const one of running.filter(({ metadata }) => !SERVERS.includes(componentOf(metadata.labels)))) {
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
});
