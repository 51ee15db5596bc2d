// The composition root: every service in one process, talking gRPC as they would over a network.
import { createLogger, type Logger, startTelemetry } from '@trunkline/runtime';
import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import { type Gateway, SIP_GATEWAY } from '@trunkline/sip-gateway';
import { join } from 'node:path';
import { chooseAddresses } from './addresses';
import { type HostPort, type PlatformOptions, recordingsOf } from './platform-options';
import { openRecord, type OpenRecord } from './record';
import { readSecrets } from './secrets';
import { createApp, portOf } from './services.module';

export type { HostPort, PlatformOptions } from './platform-options';

export interface Platform {
  /** Where SIP is really answered. */
  readonly sip: HostPort;
  readonly http: HostPort;
  readonly deskKey: string;
  readonly recordingsDir: string;
  readonly record: OpenRecord;
  readonly gateway: Gateway;
  /** No new lines; waits for the live ones, then closes everything. */
  close(): Promise<void>;
}

/** Rejects with an Error that names the port that is taken and who can change it. */
export const startPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const log = createLogger({
    service: 'platform',
    instance: 'platform-1',
    level: options.logLevel ?? 'info',
    ...(options.logFile ? { file: options.logFile } : {}),
  });
  const telemetry = startTelemetry({
    service: 'trunkline',
    instance: 'platform-1',
    spanFile: join(options.dataDir, 'spans.jsonl'),
    ...(options.otlpEndpoint ? { otlpEndpoint: options.otlpEndpoint } : {}),
  });
  const engine = await listenForSip(options.sip, log);
  const secrets = await readSecrets(options.dataDir);
  const record = await openRecord({ dataDir: options.dataDir, durable: options.durable, log });
  const addresses = await chooseAddresses();
  const app = await createApp({ options, log, telemetry, engine, secrets, record, addresses });
  await app.listen(options.http.port, options.http.host).catch((error: unknown) => {
    throw portError(error, 'HTTP', options.http);
  });
  const sip = engine.listening[0] ?? options.sip;
  return {
    sip: { host: options.sip.host, port: sip.port ?? options.sip.port },
    http: { host: options.http.host, port: portOf(app) },
    deskKey: secrets.deskKey,
    recordingsDir: recordingsOf(options),
    record,
    gateway: app.get<Gateway>(SIP_GATEWAY),
    close: async () => {
      await app.close();
      await engine.close();
      await record.close();
      await telemetry.close();
      await addresses.remove();
    },
  };
};

const listenForSip = async (sip: HostPort, log: Logger): Promise<SipEngine> => {
  try {
    return await createSipEngine({
      listen: [
        { transport: 'udp', ...sip },
        { transport: 'tcp', ...sip },
      ],
      log: (level, message, fields) => log[level]({ ...fields }, message),
    });
  } catch (error) {
    throw portError(error, 'SIP', sip);
  }
};

const portError = (error: unknown, what: string, at: HostPort): Error => {
  const flag = `--${what.toLowerCase()}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code !== 'EADDRINUSE') return error instanceof Error ? error : new Error(String(error));
  return new Error(
    `${what} port ${at.host}:${at.port} is taken by another program; end it, or choose another with ${flag} HOST:PORT`,
  );
};
