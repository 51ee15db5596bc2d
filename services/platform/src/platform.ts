// The composition root: every service in one process, talking gRPC as they would over a network.
import { PostgresAdmissionLedger, ToolGatewayModule } from '@trunkline/tool-gateway';
import { DialoguePolicyModule } from '@trunkline/dialogue-policy';
import { type EventStore } from '@trunkline/event-sourcing';
import { HandoffModule } from '@trunkline/handoff';
import { createLogger, type Logger, startTelemetry, type Telemetry } from '@trunkline/runtime';
import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import {
  type Gateway,
  type GatewayConfig,
  readConfig as readGatewayConfig,
  routeTable,
  SIP_GATEWAY,
  SipGatewayModule,
  type TenantRoutes,
} from '@trunkline/sip-gateway';
import { SttModule } from '@trunkline/stt';
import { type Tenant } from '@trunkline/tenant';
import { TraceModule } from '@trunkline/trace';
import { TtsModule } from '@trunkline/tts';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { join } from 'node:path';
import { type Addresses, chooseAddresses } from './addresses';
import { PlatformModule } from './platform.module';
import { openRecord, type OpenRecord } from './record';
import { timerScheduler } from './timer-scheduler';
import { readSecrets, type Secrets } from './secrets';

export interface PlatformOptions {
  readonly dataDir: string;
  readonly sip: HostPort;
  readonly http: HostPort;
  readonly tenants: readonly Tenant[];
  /** False trades the survival of a power cut for speed. */
  readonly durable: boolean;
  readonly gateway?: Partial<GatewayConfig>;
  /** `host:port` of tools on loopback or in private ranges. */
  readonly privateHosts: readonly string[];
  /** JSON lines; standard output when absent. */
  readonly logFile?: string;
  readonly logLevel?: 'debug' | 'info' | 'warn';
  readonly otlpEndpoint?: string;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface Platform {
  /** Where SIP is really answered. */
  readonly sip: HostPort;
  readonly http: HostPort;
  readonly deskKey: string;
  readonly recordingsDir: string;
  readonly record: OpenRecord;
  readonly gateway: Gateway;
  /** No new lines; waits for the live ones, then closes everything. */
  close(): Promise<void>;
}

const LINE_SLACK_MS = 30_000;

/** Rejects with an Error that names the port that is taken and who can change it. */
export const startPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const log = createLogger({
    service: 'platform',
    instance: 'platform-1',
    level: options.logLevel ?? 'info',
    ...(options.logFile ? { file: options.logFile } : {}),
  });
  const telemetry = startTelemetry({
    service: 'trunkline',
    instance: 'platform-1',
    spanFile: join(options.dataDir, 'spans.jsonl'),
    ...(options.otlpEndpoint ? { otlpEndpoint: options.otlpEndpoint } : {}),
  });
  const engine = await listenForSip(options.sip, log);
  const secrets = await readSecrets(options.dataDir);
  const record = await openRecord({ ...options, log: (message) => log.info(message) });
  const addresses = await chooseAddresses();
  const parts: Parts = { options, log, telemetry, engine, secrets, record, addresses };
  const app = await createApp(parts);
  await app.listen(options.http.port, options.http.host).catch((error: unknown) => {
    throw portError(error, 'HTTP', options.http);
  });
  const sip = engine.listening[0] ?? options.sip;
  return {
    sip: { host: options.sip.host, port: sip.port ?? options.sip.port },
    http: { host: options.http.host, port: portOf(app) },
    deskKey: secrets.deskKey,
    recordingsDir: recordingsOf(options),
    record,
    gateway: app.get<Gateway>(SIP_GATEWAY),
    close: async () => {
      await app.close();
      await engine.close();
      await record.close();
      await telemetry.close();
      await addresses.remove();
    },
  };
};

interface Parts {
  readonly options: PlatformOptions;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly engine: SipEngine;
  readonly secrets: Secrets;
  readonly record: OpenRecord;
  readonly addresses: Addresses;
}

const createApp = async (parts: Parts): Promise<NestExpressApplication> => {
  const app = await NestFactory.create<NestExpressApplication>(
    PlatformModule.forRoot({ telemetry: parts.telemetry, imports: await servicesOf(parts) }),
    { logger: false, abortOnError: false },
  );
  app.disable('x-powered-by');
  return app;
};

/** The seven services, in the order in which they come up; the line comes last, when everybody it needs is there. */
const servicesOf = async ({ options, log, engine, secrets, record, addresses }: Parts) => {
  const { store, bus, pool, inbox } = record;
  const tenants = new Map(options.tenants.map((tenant) => [tenant.id, tenant]));
  const scheduler = timerScheduler();
  const child = (service: string): Logger => log.child({ service });
  return [
    SttModule.forRoot({ bind: addresses.stt }),
    TtsModule.forRoot({ bind: addresses.tts }),
    ToolGatewayModule.forRoot({
      bind: addresses.tools,
      store,
      ledger: await PostgresAdmissionLedger.open(pool),
      tenants,
      serviceKey: secrets.serviceKey,
      confirmationKey: secrets.confirmationKey,
      isCallOpen: (callId) => isCallOpen(store, callId),
      instance: 'tool-gateway-1',
      egress: { allowPrivate: options.privateHosts },
      log: child('tool-gateway'),
    }),
    HandoffModule.forRoot({
      bind: addresses.handoffs,
      store,
      bus,
      tenants: options.tenants,
      linesAddress: addresses.lines,
      deskKey: secrets.deskKey,
      scheduler,
      log: child('handoff'),
    }),
    DialoguePolicyModule.forRoot({
      bind: addresses.conversation,
      store,
      snapshots: store,
      bus,
      tenants: options.tenants,
      toolGatewayAddress: addresses.tools,
      handoffAddress: addresses.handoffs,
      secret: secrets.confirmationKey,
      log: child('dialogue-policy'),
    }),
    TraceModule.forRoot({
      store,
      snapshots: store,
      bus,
      inbox,
      pool,
      recordingsDir: recordingsOf(options),
      traceKey: secrets.deskKey,
      log: child('trace'),
    }),
    SipGatewayModule.forRoot({
      config: {
        ...readGatewayConfig({}),
        recordingsDir: recordingsOf(options),
        ...options.gateway,
      },
      bind: addresses.lines,
      sip: { host: engine.adminHost, port: engine.adminPort, secret: engine.secret },
      sttAddress: addresses.stt,
      ttsAddress: addresses.tts,
      conversationAddress: addresses.conversation,
      store,
      routes: routeTable(options.tenants.map(routesOf)),
      scheduler,
      log: child('sip-gateway'),
    }),
  ];
};

const recordingsOf = ({ dataDir }: PlatformOptions): string => join(dataDir, 'recordings');

const routesOf = (tenant: Tenant): TenantRoutes => ({
  tenantId: tenant.id,
  trunks: tenant.trunks,
  numbers: tenant.numbers.flatMap(({ number, flow: name }) => {
    const flow = tenant.flows[name];
    if (!flow) return [];
    const lineMsMax = flow.limits.callMsMax + LINE_SLACK_MS;
    return [{ number, flow: name, language: flow.locale, voice: flow.voice, lineMsMax }];
  }),
});

const isCallOpen = async (store: EventStore, callId: string): Promise<boolean> => {
  const { events } = await store.read(`call/${callId}`);
  return events.length > 0 && !events.some(({ event }) => event.type === 'CallEnded');
};

const listenForSip = async (sip: HostPort, log: Logger): Promise<SipEngine> => {
  try {
    return await createSipEngine({
      listen: [
        { transport: 'udp', ...sip },
        { transport: 'tcp', ...sip },
      ],
      log: (level, message, fields) => log[level]({ ...fields }, message),
    });
  } catch (error) {
    throw portError(error, 'SIP', sip);
  }
};

const portError = (error: unknown, what: string, at: HostPort): Error => {
  const flag = `--${what.toLowerCase()}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code !== 'EADDRINUSE') return error instanceof Error ? error : new Error(String(error));
  return new Error(
    `${what} port ${at.host}:${at.port} is taken by another program; end it, or choose another with ${flag} HOST:PORT`,
  );
};

const portOf = (app: NestExpressApplication): number => {
  const address: unknown = app.getHttpServer().address();
  return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
};
