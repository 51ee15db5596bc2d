import { planProcesses, type PlanSetting } from './process-plan';

const SECRET_FILES = {
  DATABASE_URL: '/s/database-url',
  CONFIRMATION_KEY: '/s/confirmation-key',
  TOOLS_SERVICE_KEY: '/s/tools-service-key',
  DESK_KEY: '/s/desk-key',
  TRACE_KEY: '/s/trace-key',
  CACHE_KEY: '/s/cache-key',
  SIP_ENGINE_SECRET: '/s/sip-engine-secret',
};

const setting = (over: Partial<PlanSetting> = {}): PlanSetting => ({
  socketDir: '/x',
  tenantDir: '/tenant',
  variables: { orders_url: 'http://127.0.0.1:1' },
  privateHosts: ['127.0.0.1:1'],
  recordingsDir: '/recordings',
  spansDir: '/spans',
  secretFiles: SECRET_FILES,
  engines: { DATABASE_MIGRATE: 'false' },
  sipEngine: { kind: 'embedded' },
  sip: { host: '127.0.0.1', port: 5060 },
  desk: { host: '127.0.0.1', port: 8080 },
  trace: { host: '127.0.0.1', port: 8081 },
  operationsPort: (name) => 9_000 + name.length,
  instances: {},
  drainMsMax: 30_000,
  ...over,
});

const envOf = (name: string, over: Partial<PlanSetting> = {}): Readonly<Record<string, string>> =>
  planProcesses(setting(over)).find((plan) => plan.name === name)?.env ?? {};

describe('the plan of the processes', () => {
  it('has each service once, the gateway last, and time for its drain', () => {
    const plans = planProcesses(setting());
    expect(plans.map(({ name }) => name)).toEqual([
      ...['stt', 'tts', 'tool-gateway', 'handoff', 'trace', 'dialogue-policy', 'sip-gateway'],
    ]);
    expect(plans.at(-1)?.closeMsMax).toBeGreaterThan(30_000);
  });

  it('tells everybody where the others are, all instances of them', () => {
    const instances = { 'dialogue-policy': 2 };
    expect(envOf('sip-gateway', { instances }).CONVERSATION_ADDRESS).toBe(
      'unix:/x/dialogue-policy-1.sock,unix:/x/dialogue-policy-2.sock',
    );
    expect(envOf('dialogue-policy-2', { instances })).toMatchObject({
      DIALOGUE_POLICY_BIND: 'unix:/x/dialogue-policy-2.sock',
      DIALOGUE_POLICY_INSTANCES: 'many',
      TOOL_GATEWAY_ADDRESS: 'unix:/x/tool-gateway.sock',
    });
  });

  it('lets one that is alone take over what a dead one left at once', () => {
    expect(envOf('tool-gateway').TOOLS_SOLE).toBe('true');
    expect(envOf('tool-gateway-1', { instances: { 'tool-gateway': 2 } }).TOOLS_SOLE).toBe('false');
    expect(envOf('dialogue-policy').DIALOGUE_POLICY_INSTANCES).toBe('one');
  });

  it('gives secrets as files only, and to nobody who has no use for them', () => {
    for (const { env } of planProcesses(setting()))
      for (const [name, value] of Object.entries(env))
        if (/_(KEY|SECRET|URL)(_FILE)?$/.test(name) && !name.startsWith('TENANT_'))
          expect(value).toMatch(/^\/s\//);
    expect(Object.keys(envOf('stt')).filter((name) => name.endsWith('_FILE'))).toEqual(['SPAN_FILE']);
    expect(envOf('sip-gateway')).not.toHaveProperty('DESK_KEY_FILE');
    expect(envOf('handoff')).not.toHaveProperty('TOOLS_SERVICE_KEY_FILE');
  });

  it('offers relays where there is a broker', () => {
    const engines = { EVENT_BUS: 'kafka', KAFKA_BROKERS: '127.0.0.1:9092' };
    const relays = planProcesses(setting({ engines })).filter(({ env }) => env.RECORD_RELAY === 'true');
    expect(relays.map(({ name }) => name)).toEqual(['handoff', 'trace', 'dialogue-policy']);
    expect(envOf('trace')).not.toHaveProperty('RECORD_RELAY');
  });

  it('puts the gateway on the SIP engine that was chosen', () => {
    expect(envOf('sip-gateway')).toMatchObject({ SIP_ENGINE: 'embedded', SIP_LISTEN: '127.0.0.1:5060' });
    const sipEngine = { kind: 'drachtio', url: 'drachtio://127.0.0.1:9022' } as const;
    expect(envOf('sip-gateway', { sipEngine })).toMatchObject({
      SIP_ENGINE: 'drachtio://127.0.0.1:9022',
      SIP_ENGINE_SECRET_FILE: '/s/sip-engine-secret',
    });
  });
});
