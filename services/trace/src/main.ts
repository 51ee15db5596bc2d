// The process: configuration, record, bus, one Nest application; ends by draining.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { LogTailBus } from '@trunkline/event-bus';
import {
  migrate,
  openPool,
  PostgresCursorStore,
  PostgresEventStore,
  PostgresInbox,
} from '@trunkline/event-store';
import { createLogger, newId } from '@trunkline/runtime';
import { readConfig } from './config';
import { TraceModule } from './trace.module';

const run = async (): Promise<void> => {
  const { http, databaseUrl, recordingsDir, traceKey } = readConfig(process.env);
  const log = createLogger({ service: 'trace', instance: newId(Date.now()) });
  const pool = openPool(databaseUrl);
  await migrate(pool);
  const store = new PostgresEventStore(pool);
  const bus = new LogTailBus({ log: store, signal: store, cursors: new PostgresCursorStore(pool) });
  const inbox = new PostgresInbox(pool);
  const module = TraceModule.forRoot({
    store,
    snapshots: store,
    bus,
    inbox,
    pool,
    recordingsDir,
    traceKey,
    log,
  });
  const app = await NestFactory.create(module, { logger: ['error', 'warn'] });
  app.enableShutdownHooks();
  await app.listen(http.port, http.host);
  log.info({ calls: `http://${http.host}:${http.port}/v1/calls` }, 'calls can be asked about');
};

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
