// The start of every image: settings from files, telemetry and its page, then the service itself, in this process.
import { ConfigError, hostPort, newId, readiness, startTelemetry, str } from '@trunkline/runtime';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileVariables } from './file-variables';
import { serveOperationsPage } from './operations-page';
import { endWithParent } from './parent';
import { watchLoop } from './watchdog';

const ANSWER_MS_MAX = 1_500;

const start = async (main: string | undefined): Promise<void> => {
  if (main === undefined) throw new ConfigError('start: the main file of a service is missing');
  endWithParent(process);
  Object.assign(
    process.env,
    fileVariables(process.env, (path) => readFileSync(path, 'utf8')),
  );
  const { env } = process;
  const telemetry = startTelemetry({
    service: str(env, 'SERVICE_NAME'),
    instance: env.HOSTNAME || newId(Date.now()),
    ...(env.OTLP_ENDPOINT ? { otlpEndpoint: env.OTLP_ENDPOINT } : {}),
    ...(env.SPAN_FILE ? { spanFile: env.SPAN_FILE } : {}),
  });
  // When nothing else is left to do: the last spans go out.
  process.once('beforeExit', () => void telemetry.close());
  readiness.check('service', () => 'starting');
  await serveOperationsPage({
    ...hostPort(str(env, 'OPERATIONS_BIND', '127.0.0.1:9464'), 'OPERATIONS_BIND'),
    serveMetrics: telemetry.serveMetrics,
    reasons: () => readiness.reasons(ANSWER_MS_MAX),
  });
  // After telemetry: a service takes its instruments from the provider that is there.
  await import(resolve(main));
  // After the modules: loading them is one long piece of work on a busy machine.
  watchLoop();
};

start(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`start: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
});
