// The start of every image: settings from files, telemetry and its page, then the service itself, in this process.
import { ConfigError, hostPort, newId, startTelemetry, str } from '@trunkline/runtime';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileVariables } from './file-variables';
import { serveOperationsPage } from './operations-page';

const start = async (main: string | undefined): Promise<void> => {
  if (main === undefined) throw new ConfigError('start: the main file of a service is missing');
  Object.assign(
    process.env,
    fileVariables(process.env, (path) => readFileSync(path, 'utf8')),
  );
  const { env } = process;
  const otlpEndpoint = env.OTLP_ENDPOINT;
  const { serveMetrics } = startTelemetry({
    service: str(env, 'SERVICE_NAME'),
    instance: env.HOSTNAME || newId(Date.now()),
    ...(otlpEndpoint ? { otlpEndpoint } : {}),
  });
  await serveOperationsPage({
    ...hostPort(str(env, 'OPERATIONS_BIND', '127.0.0.1:9464'), 'OPERATIONS_BIND'),
    serveMetrics,
  });
  // After telemetry: a service takes its instruments from the provider that is there.
  await import(resolve(main));
};

start(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`start: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
});
