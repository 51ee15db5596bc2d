// The seven services as Nest modules, wired to each other by address.
import { DialoguePolicyModule, openPostgresDaySpending } from '@trunkline/dialogue-policy';
import { type Scheduler } from '@trunkline/event-sourcing';
import { HandoffModule } from '@trunkline/handoff';
import { type Logger, type Telemetry } from '@trunkline/runtime';
import { wallScheduler } from '@trunkline/runtime/wall-scheduler';
import { type SipEngine } from '@trunkline/sip-engine';
import {
  readConfig as readGatewayConfig,
  routesOf,
  routeTable,
  SipGatewayModule,
} from '@trunkline/sip-gateway';
import { SttModule } from '@trunkline/stt';
import { callOpenIn, PostgresAdmissionLedger, ToolGatewayModule } from '@trunkline/tool-gateway';
import { TraceModule } from '@trunkline/trace';
import { TtsModule } from '@trunkline/tts';
import { type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type Addresses } from './addresses';
import { PlatformModule } from './platform.module';
import { type PlatformOptions, recordingsOf } from './platform-options';
import { type OpenRecord } from './record';
import { type Secrets } from './secrets';

export interface Parts {
  readonly options: PlatformOptions;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly engine: SipEngine;
  readonly secrets: Secrets;
  readonly record: OpenRecord;
  readonly addresses: Addresses;
}

export const createApp = async (parts: Parts): Promise<NestExpressApplication> => {
  const scheduler = wallScheduler(Date.now);
  const imports = [
    ...speech(parts),
    ...(await brains(parts, scheduler)),
    ...views(parts, scheduler),
    line(parts, scheduler),
  ];
  const app = await NestFactory.create<NestExpressApplication>(
    PlatformModule.forRoot({ telemetry: parts.telemetry, imports }),
    { logger: false, abortOnError: false },
  );
  app.disable('x-powered-by');
  return app;
};

const speech = ({ addresses }: Parts): DynamicModule[] => [
  SttModule.forRoot({ bind: addresses.stt }),
  TtsModule.forRoot({ bind: addresses.tts }),
];

const brains = async (
  { options, log, secrets, record, addresses }: Parts,
  scheduler: Scheduler,
): Promise<DynamicModule[]> => [
  ToolGatewayModule.forRoot({
    bind: addresses.tools,
    store: record.store,
    ledger: await PostgresAdmissionLedger.open(record.pool),
    tenants: new Map(options.tenants.map((tenant) => [tenant.id, tenant])),
    serviceKey: secrets.serviceKey,
    confirmationKey: secrets.confirmationKey,
    isCallOpen: callOpenIn(record.store),
    instance: 'tool-gateway-1',
    scheduler,
    egress: { allowPrivate: options.privateHosts },
    log: log.child({ service: 'tool-gateway' }),
  }),
  DialoguePolicyModule.forRoot({
    bind: addresses.conversation,
    store: record.store,
    snapshots: record.store,
    bus: record.bus,
    tenants: options.tenants,
    toolGatewayAddress: addresses.tools,
    handoffAddress: addresses.handoffs,
    secret: secrets.confirmationKey,
    spending: await openPostgresDaySpending(record.pool, record.store),
    scheduler,
    log: log.child({ service: 'dialogue-policy' }),
  }),
];

const views = (
  { options, log, secrets, record, addresses }: Parts,
  scheduler: Scheduler,
): DynamicModule[] => [
  HandoffModule.forRoot({
    bind: addresses.handoffs,
    store: record.store,
    bus: record.bus,
    tenants: options.tenants,
    linesAddress: addresses.lines,
    deskKey: secrets.deskKey,
    scheduler,
    log: log.child({ service: 'handoff' }),
  }),
  TraceModule.forRoot({
    store: record.store,
    snapshots: record.store,
    bus: record.bus,
    inbox: record.inbox,
    pool: record.pool,
    recordingsDir: recordingsOf(options),
    traceKey: secrets.deskKey,
    log: log.child({ service: 'trace' }),
  }),
];

const line = ({ options, log, engine, record, addresses }: Parts, scheduler: Scheduler): DynamicModule =>
  SipGatewayModule.forRoot({
    config: { ...readGatewayConfig({}), recordingsDir: recordingsOf(options), ...options.gateway },
    bind: addresses.lines,
    sip: { host: engine.adminHost, port: engine.adminPort, secret: engine.secret },
    sttAddress: addresses.stt,
    ttsAddress: addresses.tts,
    conversationAddress: addresses.conversation,
    store: record.store,
    routes: routeTable(options.tenants.map(routesOf)),
    scheduler,
    log: log.child({ service: 'sip-gateway' }),
  });

export const portOf = (app: NestExpressApplication): number => {
  const address: unknown = app.getHttpServer().address();
  return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
};
