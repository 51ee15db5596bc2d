// What each service's process is told: its settings, its secrets as files, where it listens and is watched.
import { type HostPort } from '../platform-options';

export const SERVICES = [
  'stt',
  'tts',
  'tool-gateway',
  'handoff',
  'trace',
  'dialogue-policy',
  'sip-gateway',
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Those that may run more than once: the others hold lines, or serve a page at one address. */
export const SCALABLE = ['stt', 'tts', 'tool-gateway', 'dialogue-policy'] as const;
export type Instances = Readonly<Partial<Record<(typeof SCALABLE)[number], number>>>;

export interface ProcessPlan {
  /** The service, with a number when there are several. */
  readonly name: string;
  readonly service: ServiceName;
  readonly env: Readonly<Record<string, string>>;
  /** Where it serves, by door. */
  readonly serves: Readonly<Record<string, string>>;
  readonly operations: HostPort;
  /** How long it may take to end once it was told to. */
  readonly closeMsMax: number;
}

export interface PlanSetting {
  /** For Unix sockets; short. */
  readonly socketDir: string;
  readonly tenantDir: string;
  /** Values for `${...}` in the tenant's folder. */
  readonly variables: Readonly<Record<string, string>>;
  readonly privateHosts: readonly string[];
  readonly recordingsDir: string;
  readonly spansDir: string;
  /** Paths of files that hold secrets, by setting. */
  readonly secretFiles: Readonly<Record<SecretName, string>>;
  /** What record, bus and cache are, without secrets. */
  readonly engines: Readonly<Record<string, string>>;
  readonly sipEngine: { readonly kind: 'embedded' } | { readonly kind: 'drachtio'; readonly url: string };
  readonly sip: HostPort;
  readonly desk: HostPort;
  readonly trace: HostPort;
  readonly operationsPort: (name: string) => number;
  readonly instances: Instances;
  readonly drainMsMax: number;
}

export type SecretName =
  | 'DATABASE_URL'
  | 'CONFIRMATION_KEY'
  | 'TOOLS_SERVICE_KEY'
  | 'DESK_KEY'
  | 'TRACE_KEY'
  | 'CACHE_KEY'
  | 'SIP_ENGINE_SECRET';

const LOOPBACK = '127.0.0.1';
const CLOSE_MS_MAX = 20_000;
const HANG_UP_MS_MAX = 15_000;

/** In the order in which they are started; they are ended the other way round, the gateway first. */
export const planProcesses = (setting: PlanSetting): readonly ProcessPlan[] => {
  const addresses = addressesOf(setting);
  return SERVICES.flatMap((service) =>
    namesOf(service, setting.instances).map((name): ProcessPlan => {
      const bind = socketOf(setting, name);
      const operations = { host: LOOPBACK, port: setting.operationsPort(name) };
      return {
        name,
        service,
        operations,
        serves: servesOf(service, { setting, bind }),
        closeMsMax: service === 'sip-gateway' ? setting.drainMsMax + HANG_UP_MS_MAX : CLOSE_MS_MAX,
        env: {
          SERVICE_NAME: service,
          OPERATIONS_BIND: at(operations),
          SPAN_FILE: `${setting.spansDir}/${name}.jsonl`,
          ...ENVIRONMENTS[service]({ setting, bind, addresses }),
        },
      };
    }),
  );
};

interface Told {
  readonly setting: PlanSetting;
  readonly bind: string;
  readonly addresses: Readonly<Record<ServiceName, string>>;
}

type Environment = Readonly<Record<string, string>>;

const ENVIRONMENTS: Readonly<Record<ServiceName, (told: Told) => Environment>> = {
  stt: ({ bind }) => ({ STT_BIND: bind }),
  tts: ({ bind }) => ({ TTS_BIND: bind }),
  'tool-gateway': ({ setting, bind }) => ({
    ...record(setting, 'CONFIRMATION_KEY', 'TOOLS_SERVICE_KEY'),
    ...tenant(setting),
    TOOLS_BIND: bind,
    TOOLS_PRIVATE_HOSTS: setting.privateHosts.join(','),
    TOOLS_SOLE: String(countOf('tool-gateway', setting.instances) === 1),
  }),
  handoff: ({ setting, bind, addresses }) => ({
    ...record(setting, 'DESK_KEY'),
    ...relay(setting),
    ...tenant(setting),
    HANDOFF_BIND: bind,
    HANDOFF_HTTP_BIND: at(setting.desk),
    LINES_ADDRESS: addresses['sip-gateway'],
  }),
  trace: ({ setting }) => ({
    ...record(setting, 'TRACE_KEY'),
    ...relay(setting),
    TRACE_HTTP_BIND: at(setting.trace),
    TRACE_RECORDINGS_DIR: setting.recordingsDir,
  }),
  'dialogue-policy': ({ setting, bind, addresses }) => ({
    ...record(setting, 'CONFIRMATION_KEY'),
    ...relay(setting),
    ...tenant(setting),
    DIALOGUE_POLICY_BIND: bind,
    DIALOGUE_POLICY_INSTANCES: countOf('dialogue-policy', setting.instances) === 1 ? 'one' : 'many',
    TOOL_GATEWAY_ADDRESS: addresses['tool-gateway'],
    HANDOFF_ADDRESS: addresses.handoff,
  }),
  'sip-gateway': ({ setting, bind, addresses }) => ({
    ...record(setting),
    ...tenant(setting),
    ...sipEngine(setting),
    GATEWAY_BIND: bind,
    GATEWAY_RECORDINGS_DIR: setting.recordingsDir,
    GATEWAY_DRAIN_MS_MAX: String(setting.drainMsMax),
    STT_ADDRESS: addresses.stt,
    TTS_ADDRESS: addresses.tts,
    CONVERSATION_ADDRESS: addresses['dialogue-policy'],
  }),
};

const record = ({ engines, secretFiles }: PlanSetting, ...secrets: readonly SecretName[]): Environment => ({
  ...engines,
  ...Object.fromEntries(
    (['DATABASE_URL', 'CACHE_KEY', ...secrets] as const).map((name) => [`${name}_FILE`, secretFiles[name]]),
  ),
});

/** Processes that read the bus offer themselves as its relay: one of them leads. */
const relay = ({ engines }: PlanSetting): Environment =>
  engines['EVENT_BUS'] === 'kafka' ? { RECORD_RELAY: 'true' } : {};

const tenant = ({ tenantDir, variables }: PlanSetting): Environment => ({
  TENANTS_DIR: tenantDir,
  ...Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [`TENANT_${name.toUpperCase()}`, value]),
  ),
});

const sipEngine = ({ sipEngine: engine, sip, secretFiles }: PlanSetting): Environment => {
  switch (engine.kind) {
    case 'embedded':
      return { SIP_ENGINE: 'embedded', SIP_LISTEN: at(sip) };
    case 'drachtio':
      return { SIP_ENGINE: engine.url, SIP_ENGINE_SECRET_FILE: secretFiles.SIP_ENGINE_SECRET };
  }
};

const countOf = (service: ServiceName, instances: Instances): number => {
  const scalable = SCALABLE.find((name) => name === service);
  return scalable === undefined ? 1 : (instances[scalable] ?? 1);
};

const namesOf = (service: ServiceName, instances: Instances): readonly string[] => {
  const count = countOf(service, instances);
  return count === 1 ? [service] : Array.from({ length: count }, (_, index) => `${service}-${index + 1}`);
};

const socketOf = ({ socketDir }: PlanSetting, name: string): string => `unix:${socketDir}/${name}.sock`;

const addressesOf = (setting: PlanSetting): Readonly<Record<ServiceName, string>> => {
  const addressOf = (service: ServiceName): string =>
    namesOf(service, setting.instances)
      .map((name) => socketOf(setting, name))
      .join();
  return {
    stt: addressOf('stt'),
    tts: addressOf('tts'),
    'tool-gateway': addressOf('tool-gateway'),
    handoff: addressOf('handoff'),
    trace: '',
    'dialogue-policy': addressOf('dialogue-policy'),
    'sip-gateway': addressOf('sip-gateway'),
  };
};

const servesOf = (
  service: ServiceName,
  { setting, bind }: { readonly setting: PlanSetting; readonly bind: string },
): Readonly<Record<string, string>> => {
  switch (service) {
    case 'trace':
      return { http: `http://${at(setting.trace)}` };
    case 'handoff':
      return { grpc: bind, http: `http://${at(setting.desk)}` };
    case 'sip-gateway':
      return { grpc: bind, sip: at(setting.sip) };
    case 'stt':
    case 'tts':
    case 'tool-gateway':
    case 'dialogue-policy':
      return { grpc: bind };
  }
};

const at = ({ host, port }: HostPort): string => `${host}:${port}`;
