// The speech recognition process.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { secureTransport } from '@trunkline/grpc';
import { runProcess } from '@trunkline/runtime';
import { readConfig } from './config';
import { SttModule } from './stt.module';

runProcess({ service: 'stt', env: process.env }, async ({ env, opened }) => {
  secureTransport(env);
  const module = SttModule.forRoot(readConfig(env));
  opened(await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false }));
});
