// The dialogue policy process.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openEngines } from '@trunkline/engines';
import { secureTransport } from '@trunkline/grpc';
import { runProcess } from '@trunkline/runtime';
import { loadTenants, variablesFrom } from '@trunkline/tenant';
import { openPostgresDaySpending } from './adapters/out/postgres-day-spending';
import { readConfig } from './config';
import { DialoguePolicyModule } from './dialogue-policy.module';

runProcess({ service: 'dialogue-policy', env: process.env }, async ({ env, service, log, opened }) => {
  const { tenantsDir, ...config } = readConfig(env);
  const tenants = loadTenants(tenantsDir, { variables: variablesFrom(env) });
  secureTransport(env);
  const { pool, store, bus } = opened(await openEngines(env, { service, log }));
  const spending = await openPostgresDaySpending(pool, store);
  const module = DialoguePolicyModule.forRoot({
    ...config,
    store,
    snapshots: store,
    bus,
    spending,
    tenants,
    log,
  });
  opened(await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false }));
});
