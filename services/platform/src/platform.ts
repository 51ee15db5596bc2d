// The composition root: every service in one process, talking gRPC as they would over a network.
import { keepRecord } from '@trunkline/event-store';
import { createLogger, type Logger, startTelemetry, type Telemetry } from '@trunkline/runtime';
import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import { type Gateway, SIP_GATEWAY } from '@trunkline/sip-gateway';
import { join } from 'node:path';
import { chooseAddresses } from './addresses';
import { type HostPort, type PlatformOptions, recordingsOf } from './platform-options';
import { openRecord, type OpenRecord } from './record';
import { startUpkeep } from './record-upkeep';
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
  const opened: { close(): Promise<unknown> }[] = [{ close: () => telemetry.close() }];
  const closeAll = async (): Promise<void> => {
    for (const each of opened.splice(0).reverse()) await each.close();
  };
  const keep = <T extends { close(): Promise<unknown> }>(what: T): T => {
    opened.push(what);
    return what;
  };
  try {
    return { ...(await open(options, { log, telemetry, keep })), close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
};

interface Opening {
  readonly log: Logger;
  readonly telemetry: Telemetry;
  /** Closed last opened first, when the platform ends and when it does not start. */
  readonly keep: <T extends { close(): Promise<unknown> }>(what: T) => T;
}

const open = async (
  options: PlatformOptions,
  { log, telemetry, keep }: Opening,
): Promise<Omit<Platform, 'close'>> => {
  const addresses = await chooseAddresses();
  keep({ close: () => addresses.remove() });
  const secrets = await readSecrets(options.dataDir);
  const record = keep(await openRecord({ dataDir: options.dataDir, durable: options.durable, log }));
  const engine = keep(await listenForSip(options.sip, log));
  const app = keep(await createApp({ options, log, telemetry, engine, secrets, record, addresses }));
  await app.listen(options.http.port, options.http.host).catch((error: unknown) => {
    throw portError(error, 'HTTP', options.http);
  });
  const upkeep = startUpkeep({ keep: (limits) => keepRecord(record.pool, limits), log });
  keep({ close: () => upkeep.stop() });
  const sip = engine.listening[0] ?? options.sip;
  return {
    sip: { host: options.sip.host, port: sip.port ?? options.sip.port },
    http: { host: options.http.host, port: portOf(app) },
    deskKey: secrets.deskKey,
    recordingsDir: recordingsOf(options),
    record,
    gateway: app.get<Gateway>(SIP_GATEWAY),
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
