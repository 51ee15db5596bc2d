// docker-compose.yml: what every container must have, and nothing that leads nowhere.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { read, readYaml, ROOT } from '../repository';

interface Service {
  readonly image: string;
  readonly profiles: readonly string[];
  readonly restart: string;
  readonly command?: readonly string[];
  readonly build?: { readonly target: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly deploy: {
    readonly resources: { readonly limits: { readonly memory?: string; readonly cpus?: string } };
  };
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks: readonly string[] | Readonly<Record<string, unknown>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly read_only?: boolean;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const compose = readYaml('docker-compose.yml') as Compose;
const services = Object.entries(compose.services);
const own = services.filter(([, { build }]) => build !== undefined);
const dockerfile = read('deploy/images/Dockerfile');
const stages = [...dockerfile.matchAll(/^FROM (\S+) AS (\S+)$/gm)];
const targets = stages.map(([, , name = '']) => name);
const networksOf = ({ networks }: Service): readonly string[] =>
  Array.isArray(networks) ? (networks as readonly string[]) : Object.keys(networks);
const namesWhere = (wrong: (service: Service, name: string) => boolean): readonly string[] =>
  services.filter(([name, service]) => wrong(service, name)).map(([name]) => name);

/** Has an image without anything that could ask. */
const UNASKED = ['loki', 'otel-collector', 'tempo'];
/** End by themselves. */
const JOBS = ['kafka-topics', 'maintenance', 'migrations'];
/** Read events that others appended, and offer themselves to bring them to the broker. */
const CONSUMERS = ['dialogue-policy', 'handoff', 'trace'];

describe('docker-compose.yml', () => {
  it('puts every container into one profile', () => {
    expect(namesWhere(({ profiles }) => !/^(core|observability|maintenance)$/.test(profiles.join()))).toEqual(
      [],
    );
  });

  it('limits memory everywhere, and the processor everywhere but where it would be heard', () => {
    expect(namesWhere(({ deploy }) => !deploy.resources.limits.memory)).toEqual([]);
    expect(namesWhere(({ deploy }) => !deploy.resources.limits.cpus)).toEqual(['sip-gateway']);
  });

  it('asks every container that can answer whether it is well', () => {
    const image = /^HEALTHCHECK .*probe/m.test(dockerfile);
    expect([...namesWhere(({ healthcheck, build }) => !healthcheck && !(build && image))].sort()).toEqual(
      UNASKED,
    );
  });

  it('gives nobody a capability that is not asked for, and no way to more', () => {
    expect(namesWhere(({ cap_drop }) => !cap_drop.includes('ALL'))).toEqual([]);
    expect(namesWhere(({ security_opt }) => !security_opt.includes('no-new-privileges:true'))).toEqual([]);
    expect(own.filter(([, { read_only }]) => !read_only)).toEqual([]);
  });

  it('builds every image from a target of the Dockerfile', () => {
    expect(
      own.map(([, { build }]) => build?.target).filter((target) => !targets.includes(target ?? '')),
    ).toEqual([]);
    const built = own.map(([name]) => name).filter((name) => !JOBS.includes(name));
    const within = ['build', ...stages.map(([, base]) => base)];
    expect([...built, 'migrations'].sort()).toEqual(targets.filter((name) => !within.includes(name)).sort());
  });

  it('pins every image', () => {
    expect(namesWhere(({ image }) => !/:[\w.-]*\d/.test(image) || image.endsWith(':latest'))).toEqual([]);
  });

  it('names only networks, secrets, volumes and containers that exist', () => {
    const wrong = services.flatMap(([name, service]) => [
      ...networksOf(service).filter((network) => !(network in compose.networks)),
      ...(service.secrets ?? []).filter((secret) => !(secret in compose.secrets)),
      ...Object.keys(service.depends_on ?? {}).filter((other) => !(other in compose.services)),
      ...(service.volumes ?? [])
        .map((volume) => volume.split(':')[0] ?? '')
        .filter((source) =>
          source.startsWith('./')
            ? !existsSync(join(ROOT, source))
            : !source.startsWith('/') && !(source in compose.volumes),
        ),
      ...(networksOf(service).length === 0 ? [`${name} has no network`] : []),
    ]);
    expect(wrong).toEqual([]);
  });

  it('gives a secret only as a file, and only one that is mounted', () => {
    const wrong = services.flatMap(([name, { environment = {}, secrets = [] }]) =>
      Object.entries(environment)
        .filter(([key, value]) =>
          key.endsWith('_FILE')
            ? !secrets.includes(value.replace('/run/secrets/', ''))
            : /(KEY|SECRET|PASSWORD|DATABASE_URL)$/.test(key),
        )
        .map(([key]) => `${name}: ${key}`),
    );
    expect(wrong).toEqual([]);
  });

  it('makes every secret that is named', () => {
    const maker = read('deploy/compose/make-secrets.mjs');
    const missing = Object.keys(compose.secrets).filter(
      (name) => !maker.includes(name.replace(/^(?!owner).*-database-url$/, '-database-url')),
    );
    expect(missing).toEqual([]);
  });

  it('waits for the schema before anything reads it', () => {
    expect(
      namesWhere(
        ({ environment = {}, depends_on = {} }, name) =>
          'DATABASE_URL_FILE' in environment &&
          name !== 'migrations' &&
          depends_on.migrations?.condition !== 'service_completed_successfully',
      ),
    ).toEqual([]);
  });

  it('leaves the schema to the job, and events to the broker, whose topics are there first', () => {
    const having = (wanted: Readonly<Record<string, string>>): readonly string[] =>
      own
        .filter(([, { environment = {} }]) =>
          Object.entries(wanted).every(([name, value]) => environment[name] === value),
        )
        .map(([name]) => name)
        .sort();
    expect(having({ DATABASE_MIGRATE: 'false' })).toEqual(
      [...CONSUMERS, 'sip-gateway', 'tool-gateway'].sort(),
    );
    expect(having({ EVENT_BUS: 'kafka', KAFKA_BROKERS: 'kafka:9092', RECORD_RELAY: 'true' })).toEqual(
      CONSUMERS,
    );
    expect(having({ REDIS_URL: 'redis://redis:6379' })).toEqual(
      [...CONSUMERS, 'sip-gateway', 'tool-gateway'].sort(),
    );
    expect(
      CONSUMERS.filter(
        (name) =>
          compose.services[name]?.depends_on?.['kafka-topics']?.condition !==
          'service_completed_successfully',
      ),
    ).toEqual([]);
  });

  it('runs an engine that speaks the protocol of the client: 0.9 and later count in bytes', () => {
    const [, major, minor] = /:(\d+)\.(\d+)\.\d+$/.exec(compose.services.drachtio?.image ?? '') ?? [];
    expect(Number(major) * 1_000 + Number(minor)).toBeGreaterThanOrEqual(9);
    expect(compose.services['sip-gateway']?.environment?.SIP_ENGINE).toMatch(/^drachtio:\/\/[\d.]+:9022$/);
  });

  it('gives a job programs that there are, and lets it end', () => {
    for (const name of JOBS) {
      const { restart, command = [] } = compose.services[name] ?? {};
      expect(restart).toBe('no');
      const sources = command.map((file) => file.replace('/dist/', '/src/').replace(/\.js$/, '.ts'));
      expect(sources.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    }
  });

  it('opens ports to this machine only, and none of the record, the brokers or the services among themselves', () => {
    const ports = services.flatMap(([, { ports: opened = [] }]) => opened);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(ports.map((port) => port.split(':')[2])).toEqual(['8085', '8086', '3000']);
    expect(
      ['record', 'events', 'voice', 'watch'].filter((name) => !compose.networks[name]?.internal),
    ).toEqual([]);
  });
});
