// The speech recognition process.
import { NestFactory } from '@nestjs/core';
import { readConfig } from './config';
import { SttModule } from './stt.module';

const start = async (): Promise<void> => {
  const app = await NestFactory.createApplicationContext(SttModule.forRoot(readConfig(process.env)));
  app.enableShutdownHooks();
};

start().catch((error: unknown) => {
  process.stderr.write(`stt: ${error instanceof Error ? error.message : 'failed to start'}\n`);
  process.exitCode = 1;
});
