// The tool gateway process.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { migrate, openPool, PostgresEventStore } from '@trunkline/event-store';
import { createLogger, newId } from '@trunkline/runtime';
import { loadTenants, variablesFrom } from '@trunkline/tenant';
import { callOpenIn } from './adapters/out/call-state';
import { PostgresAdmissionLedger } from './adapters/out/postgres-admission-ledger';
import { readConfig } from './config';
import { type ToolGatewayDeps } from './serve-tool-gateway';
import { ToolGatewayModule } from './tool-gateway.module';

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  const tenants = loadTenants(config.tenantsDir, { variables: variablesFrom(process.env) });
  const instance = newId(Date.now());
  const log = createLogger({ service: 'tool-gateway', instance });
  const deps = async (): Promise<ToolGatewayDeps> => {
    const pool = openPool(config.databaseUrl);
    await migrate(pool);
    const store = new PostgresEventStore(pool);
    return {
      ...config,
      store,
      ledger: await PostgresAdmissionLedger.open(pool),
      tenants: new Map(tenants.map((tenant) => [tenant.id, tenant])),
      isCallOpen: callOpenIn(store),
      egress: { allowPrivate: config.privateHosts },
      toolLimits: { slotsMax: config.slotsPerTool },
      instance,
      log,
      onClose: () => pool.end(),
    };
  };
  const app = await NestFactory.createApplicationContext(ToolGatewayModule.forRoot(deps), { logger: false });
  app.enableShutdownHooks();
};

start().catch((error: unknown) => {
  process.stderr.write(`tool-gateway: ${error instanceof Error ? error.message : 'failed to start'}\n`);
  process.exitCode = 1;
});
