// The speech synthesis process.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { secureTransport } from '@trunkline/grpc';
import { runProcess } from '@trunkline/runtime';
import { readConfig } from './config';
import { TtsModule } from './tts.module';

runProcess({ service: 'tts', env: process.env }, async ({ env, opened }) => {
  secureTransport(env);
  const module = TtsModule.forRoot(readConfig(env));
  opened(await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false }));
});
