// The process: configuration, record, bus, one Nest application; ends by draining.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { LogTailBus } from '@trunkline/event-bus';
import { migrate, openPool, PostgresCursorStore, PostgresEventStore } from '@trunkline/event-store';
import { createLogger, newId } from '@trunkline/runtime';
import { readTenants } from './adapters/out/tenant-folders';
import { readConfig } from './config';
import { HandoffModule } from './handoff.module';

const run = async (): Promise<void> => {
  const config = readConfig(process.env);
  const log = createLogger({ service: 'handoff', instance: newId(Date.now()) });
  const tenants = readTenants(config.tenantsDir, process.env);
  const pool = openPool(config.databaseUrl);
  await migrate(pool);
  const store = new PostgresEventStore(pool);
  const bus = new LogTailBus({ log: store, signal: store, cursors: new PostgresCursorStore(pool) });
  const { bind, linesAddress, deskKey, terms, http } = config;
  const module = HandoffModule.forRoot({ bind, linesAddress, deskKey, terms, store, bus, tenants, log });
  const app = await NestFactory.create(module, { logger: ['error', 'warn'] });
  app.enableShutdownHooks();
  await app.listen(http.port, http.host);
  log.info({ desk: `http://${http.host}:${http.port}/desk` }, 'the desk is served');
};

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
