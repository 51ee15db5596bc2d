// The SIP engine that this process stands on: a server elsewhere, or the embedded one, started in here.
import { ConfigError, type Logger } from '@trunkline/runtime';
import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import { type DrachtioAddress } from '@trunkline/telephony';
import { type EngineSetting } from '../../config';

export interface OpenEngine {
  readonly address: DrachtioAddress;
  close(): Promise<void>;
}

/** Rejects with ConfigError when the SIP port is taken. */
export const openSipEngine = async (setting: EngineSetting, log: Logger): Promise<OpenEngine> => {
  if (setting.kind === 'drachtio') {
    const { host, port, secret } = setting;
    return { address: { host, port, secret }, close: () => Promise.resolve() };
  }
  const engine = await listen(setting, log);
  const address = { host: engine.adminHost, port: engine.adminPort, secret: engine.secret };
  log.info({ listening: engine.listening }, 'SIP engine listens');
  return { address, close: () => engine.close() };
};

const listen = async (
  { host, port, advertisedHost }: Extract<EngineSetting, { kind: 'embedded' }>,
  log: Logger,
): Promise<SipEngine> => {
  const at = { host, port, ...(advertisedHost ? { advertisedHost } : {}) };
  try {
    return await createSipEngine({
      listen: [
        { transport: 'udp', ...at },
        { transport: 'tcp', ...at },
      ],
      log: (level, message, fields) => log[level]({ ...fields }, message),
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE') throw error;
    throw new ConfigError(`config: SIP_LISTEN=${host}:${port} is taken by another program`);
  }
};
