// The speech synthesis process.
import { NestFactory } from '@nestjs/core';
import { readConfig } from './config';
import { TtsModule } from './tts.module';

const start = async (): Promise<void> => {
  const app = await NestFactory.createApplicationContext(TtsModule.forRoot(readConfig(process.env)));
  app.enableShutdownHooks();
};

start().catch((error: unknown) => {
  process.stderr.write(`tts: ${error instanceof Error ? error.message : 'failed to start'}\n`);
  process.exitCode = 1;
});
