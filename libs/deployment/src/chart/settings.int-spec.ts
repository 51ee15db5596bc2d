// What the chart tells each process: the settings that it reads, and the jobs that come before and beside it.
import { list, read } from '../repository';
import { componentOf, type Container, type Manifest, ofKind, podOf } from './manifests';
import { hasTools, INSTALLATIONS, rendered, titled } from './rendered-chart.fixture';

const describeWithTools = hasTools ? describe : describe.skip;

const RECORD = ['dialogue-policy', 'handoff', 'sip-gateway', 'tool-gateway', 'trace'];
/** Reads events that others appended, and may bring them to the brokers. */
const CONSUMERS = ['dialogue-policy', 'handoff', 'trace'];
const CACHED = ['dialogue-policy', 'handoff', 'sip-gateway', 'tool-gateway', 'trace'];
const CALLED_OR_CALLING = ['dialogue-policy', 'handoff', 'sip-gateway', 'stt', 'tool-gateway', 'tts'];

const sourceBelow = (dir: string): string =>
  list(dir)
    .map((name) => {
      if (/\.(spec|int-spec)\.ts$/.test(name)) return '';
      return name.endsWith('.ts')
        ? read(`${dir}/${name}`)
        : name.includes('.')
          ? ''
          : sourceBelow(`${dir}/${name}`);
    })
    .join('\n');
/** Where settings are read that every process has. */
const shared = [
  'engines',
  'event-bus',
  'grpc',
  'runtime',
  'deployment/src/start',
  'deployment/src/kafka',
  'tenant',
]
  .map((name) => sourceBelow(name.includes('/') ? `libs/${name}` : `libs/${name}/src`))
  .join('\n');

interface Told {
  readonly name: string;
  readonly env: NonNullable<Container['env']>;
}

const told = (all: readonly Manifest[]): readonly Told[] =>
  ofKind(all, 'Deployment', 'StatefulSet')
    .filter(({ metadata }) => !['kafka', 'postgres', 'redis'].includes(componentOf(metadata.labels)))
    .map((one) => ({ name: componentOf(one.metadata.labels), env: podOf(one).containers[0]?.env ?? [] }));

/** Who is told this, and what; a reference counts as its key. */
const who = (all: readonly Manifest[], setting: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    told(all)
      .flatMap(({ name, env }) =>
        env
          .filter((one) => one.name === setting)
          .map(({ value }) => [name, value ?? 'from a secret'] as const),
      )
      .sort(([one], [other]) => one.localeCompare(other)),
  );

const forAll = (names: readonly string[], value: string) =>
  Object.fromEntries(names.map((name) => [name, value]));

describeWithTools(titled('the settings'), () => {
  it.each(INSTALLATIONS)('of %s are all read by the process that gets them', (values) => {
    const unread = told(rendered(values)).flatMap(({ name, env }) => {
      const source = shared + sourceBelow(`services/${name}/src`);
      return env
        .map((one) => one.name.replace(/_FILE$/, ''))
        .filter((setting) => !/^(HOST_IP|TENANT_\w+)$/.test(setting))
        .filter((setting) => !new RegExp(`\\b${setting}\\b`).test(source))
        .map((setting) => `${name}: ${setting}`);
    });
    expect(unread).toEqual([]);
  });

  it.each(INSTALLATIONS)('of %s leave the schema to its job', (values) => {
    expect(who(rendered(values), 'DATABASE_MIGRATE')).toEqual(forAll(RECORD, 'false'));
  });

  it('name the brokers to those who consume events, and offer them the relay', () => {
    const all = rendered('production.yaml');
    expect(who(all, 'EVENT_BUS')).toEqual(forAll(CONSUMERS, 'kafka'));
    expect(who(all, 'KAFKA_BROKERS')).toEqual(
      forAll(CONSUMERS, 'kafka-0.kafka:9092,kafka-1.kafka:9092,kafka-2.kafka:9092'),
    );
    expect(who(all, 'KAFKA_TOPIC_PREFIX')).toEqual(forAll(CONSUMERS, 'eu.'));
    expect(who(all, 'RECORD_RELAY')).toEqual(forAll(CONSUMERS, 'true'));
    expect(who(all, 'REDIS_URL')).toEqual(forAll(CACHED, 'from a secret'));
    expect(who(all, 'CACHE_KEY_FILE')).toEqual(forAll(CACHED, '/run/secrets/cache-key'));
  });

  it('prove to the brokers who it is', () => {
    const all = rendered('production.yaml');
    expect(who(all, 'KAFKA_TLS')).toEqual(forAll(CONSUMERS, 'mutual'));
    expect(who(all, 'KAFKA_TLS_KEY')).toEqual(forAll(CONSUMERS, '/run/kafka-tls/tls.key'));
    expect(who(all, 'KAFKA_SASL_KEY_FILE')).toEqual(forAll(CONSUMERS, '/run/secrets/kafka-sasl-key'));
    expect(who(rendered('trial.yaml'), 'KAFKA_TLS')).toEqual({});
  });

  it('know no broker where there is none', () => {
    const all = rendered('external-engine.yaml');
    expect(who(all, 'EVENT_BUS')).toEqual(forAll(CONSUMERS, 'log'));
    expect(who(all, 'KAFKA_BROKERS')).toEqual({});
    expect(who(all, 'RECORD_RELAY')).toEqual({});
    expect(who(all, 'REDIS_URL')).toEqual({});
  });

  it('lead to every pod of a service, and to every gateway that there may be', () => {
    const all = rendered('production.yaml');
    expect(who(all, 'CONVERSATION_ADDRESS')).toEqual({ 'sip-gateway': 'dns:///t-dialogue-policy:7104' });
    const gateways = who(all, 'LINES_ADDRESS').handoff?.split(',');
    expect(gateways).toHaveLength(12);
    expect(gateways?.at(-1)).toBe('t-sip-gateway-11.t-sip-gateway:7101');
    expect(who(rendered('trial.yaml'), 'LINES_ADDRESS').handoff).toBe('t-sip-gateway-0.t-sip-gateway:7101');
  });

  it('give one confirmation key to the two who share it, and let several policies run', () => {
    const all = rendered('trial.yaml');
    const key = '/run/secrets/confirmation-key';
    expect(who(all, 'CONFIRMATION_KEY_FILE')).toEqual({ 'dialogue-policy': key, 'tool-gateway': key });
    expect(who(all, 'DIALOGUE_POLICY_INSTANCES')).toEqual({ 'dialogue-policy': 'many' });
    const policy = ofKind(all, 'Deployment').find(({ metadata }) => metadata.name === 't-dialogue-policy');
    expect(policy?.spec.replicas).toBe(2);
  });
});

describeWithTools(titled('the identities of services'), () => {
  it('are known to everybody who calls or is called, and mounted', () => {
    for (const values of ['production.yaml', 'external-engine.yaml']) {
      const all = rendered(values);
      expect(who(all, 'GRPC_TLS_CA')).toEqual(forAll(CALLED_OR_CALLING, '/run/grpc-tls/ca.crt'));
      expect(who(all, 'GRPC_TLS_CERT')).toEqual(forAll(CALLED_OR_CALLING, '/run/grpc-tls/tls.crt'));
      expect(who(all, 'GRPC_TLS_KEY')).toEqual(forAll(CALLED_OR_CALLING, '/run/grpc-tls/tls.key'));
      const mounted = ofKind(all, 'Deployment', 'StatefulSet')
        .filter((one) => podOf(one).volumes?.some(({ name }) => name === 'grpc-tls'))
        .map(({ metadata }) => componentOf(metadata.labels));
      expect(mounted.sort()).toEqual(CALLED_OR_CALLING);
    }
    expect(who(rendered('trial.yaml'), 'GRPC_TLS_CA')).toEqual({});
  });

  it('are made for every name that is called', () => {
    const all = rendered('production.yaml');
    const [certificate] = ofKind(all, 'Certificate');
    const hosts = told(all).flatMap(({ env }) =>
      env
        .filter(({ name }) => /_ADDRESS$/.test(name))
        .flatMap(({ value = '' }) => value.split(','))
        .map((address) => address.replace('dns:///', '').replace(/:\d+$/, '')),
    );
    expect(hosts.length).toBeGreaterThan(5);
    const names = certificate?.spec.dnsNames ?? [];
    const isNamed = (host: string) => names.includes(host) || names.includes(host.replace(/^[^.]+/, '*'));
    expect(hosts.filter((host) => !isNamed(host))).toEqual([]);
    expect(certificate?.spec.secretName).toBe('trunkline-grpc-tls');
    expect(ofKind(rendered('external-engine.yaml'), 'Certificate')).toEqual([]);
  });
});

describeWithTools(titled('the jobs'), () => {
  const hooks = (values: string) =>
    Object.fromEntries(
      ofKind(rendered(values), 'Job').map(({ metadata }) => [
        componentOf(metadata.labels),
        metadata.annotations?.['helm.sh/hook'],
      ]),
    );

  it('come before an installation that has its servers, and beside one that brings them', () => {
    const before = 'pre-install,pre-upgrade';
    expect(hooks('production.yaml')).toEqual({ migrations: before, topics: before });
    expect(hooks('trial.yaml')).toEqual({ migrations: undefined, topics: undefined });
    expect(hooks('external-engine.yaml')).toEqual({ migrations: before });
  });

  it('keep the record by the clock, one at a time', () => {
    const [job] = ofKind(rendered('production.yaml'), 'CronJob');
    expect(job?.spec).toMatchObject({ schedule: '17 3 * * *', concurrencyPolicy: 'Forbid' });
    const [{ env = [] } = {}] = job ? podOf(job).containers : [];
    // A role that can do nothing else.
    expect(env).toEqual([{ name: 'DATABASE_URL_FILE', value: '/run/secrets/keeper-database-url' }]);
    const migrations = ofKind(rendered('production.yaml'), 'Job').flatMap((one) => podOf(one).containers);
    expect(JSON.stringify(migrations)).toContain('{"name":"RECORD_RETENTION","value":"*=90,acme=30"}');
    expect(ofKind(rendered('external-engine.yaml'), 'CronJob')).toEqual([]);
  });

  it.each(['production.yaml', 'trial.yaml'])('of %s run programs that there are', (values) => {
    const programs = ofKind(rendered(values), 'Job', 'CronJob')
      .flatMap((one) => podOf(one).containers.flatMap(({ args = [] }) => args))
      .map((program) => program.replace('/dist/', '/src/').replace(/\.js$/, '.ts'));
    expect(programs.length).toBeGreaterThan(0);
    for (const program of programs) expect(read(program)).toContain('//');
  });
});
