// The hand-off process: its gRPC door, and over HTTP the desk.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openEngines } from '@trunkline/engines';
import { secureTransport } from '@trunkline/grpc';
import { runProcess } from '@trunkline/runtime';
import { loadTenants, variablesFrom } from '@trunkline/tenant';
import { postgresDutyLock } from './adapters/out/postgres-duty-lock';
import { readConfig } from './config';
import { HandoffModule } from './handoff.module';

runProcess({ service: 'handoff', env: process.env }, async ({ env, service, log, opened }) => {
  const { http, tenantsDir, ...config } = readConfig(env);
  const tenants = loadTenants(tenantsDir, { variables: variablesFrom(env) });
  secureTransport(env);
  const { pool, store, bus, cache } = opened(await openEngines(env, { service, log }));
  const module = HandoffModule.forRoot({
    ...config,
    store,
    bus,
    duty: postgresDutyLock(pool),
    presence: cache.presence,
    lineRegistry: cache.lines,
    tenants,
    log,
  });
  const app = opened(
    await NestFactory.create(module, { logger: false, abortOnError: false, forceCloseConnections: true }),
  );
  await app.listen(http.port, http.host);
});
