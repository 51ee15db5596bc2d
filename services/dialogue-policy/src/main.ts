// The dialogue policy process.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { createLogger, newId } from '@trunkline/runtime';
import { loadTenants, variablesFrom } from '@trunkline/tenant';
import { openRecord } from './adapters/out/record';
import { readConfig } from './config';
import { DialoguePolicyModule } from './dialogue-policy.module';

const start = async (): Promise<void> => {
  const { databaseUrl, tenantsDir, ...rest } = readConfig(process.env);
  const tenants = loadTenants(tenantsDir, { variables: variablesFrom(process.env) });
  const log = createLogger({ service: 'dialogue-policy', instance: newId(Date.now()) });
  const options = async () => ({ ...rest, ...(await openRecord(databaseUrl)), tenants, log });
  const app = await NestFactory.createApplicationContext(DialoguePolicyModule.forRoot(options), {
    logger: false,
  });
  app.enableShutdownHooks();
};

start().catch((error: unknown) => {
  process.stderr.write(`dialogue-policy: ${error instanceof Error ? error.message : 'failed to start'}\n`);
  process.exitCode = 1;
});
