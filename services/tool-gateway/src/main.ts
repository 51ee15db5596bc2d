// The tool gateway process.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openEngines } from '@trunkline/engines';
import { secureTransport } from '@trunkline/grpc';
import { runProcess } from '@trunkline/runtime';
import { loadTenants, variablesFrom } from '@trunkline/tenant';
import { callOpenIn } from './adapters/out/call-state';
import { PostgresAdmissionLedger } from './adapters/out/postgres-admission-ledger';
import { readConfig } from './config';
import { ToolGatewayModule } from './tool-gateway.module';

runProcess({ service: 'tool-gateway', env: process.env }, async ({ env, service, instance, log, opened }) => {
  const { tenantsDir, privateHosts, slotsPerTool, ...config } = readConfig(env);
  const tenants = loadTenants(tenantsDir, { variables: variablesFrom(env) });
  secureTransport(env);
  const { pool, store } = opened(await openEngines(env, { service, log }));
  const module = ToolGatewayModule.forRoot({
    ...config,
    store,
    ledger: await PostgresAdmissionLedger.open(pool),
    tenants: new Map(tenants.map((tenant) => [tenant.id, tenant])),
    isCallOpen: callOpenIn(store),
    egress: { allowPrivate: privateHosts },
    toolLimits: { slotsMax: slotsPerTool },
    instance,
    log,
  });
  opened(await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false }));
});
