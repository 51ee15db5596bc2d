// The trace process: calls, timelines and replays over HTTP.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openEngines } from '@trunkline/engines';
import { runProcess } from '@trunkline/runtime';
import { readConfig } from './config';
import { TraceModule } from './trace.module';

runProcess({ service: 'trace', env: process.env }, async ({ env, service, log, opened }) => {
  const { http, ...config } = readConfig(env);
  const { pool, store, bus, inbox } = opened(await openEngines(env, { service, log }));
  const module = TraceModule.forRoot({ ...config, store, snapshots: store, bus, inbox, pool, log });
  const app = opened(
    await NestFactory.create(module, { logger: false, abortOnError: false, forceCloseConnections: true }),
  );
  await app.listen(http.port, http.host);
});
