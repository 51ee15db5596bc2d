// The same contract over a drachtio-server that is named by DRACHTIO_URL=drachtio://host:port, DRACHTIO_SECRET and DRACHTIO_SIP=host:port.
import { createSipEngine } from '@trunkline/sip-engine';
import { drachtioTelephony } from './drachtio-telephony';
import { telephonyContract } from './telephony.contract';
import { EngineRefused, type Telephony } from './telephony.port';

const { DRACHTIO_URL = '', DRACHTIO_SECRET = 'cymru', DRACHTIO_SIP = '127.0.0.1:5060' } = process.env;
const server = (): { host: string; port: number } => {
  const { hostname, port } = new URL(DRACHTIO_URL);
  return { host: hostname, port: Number(port) };
};

interface Ready {
  readonly telephony: Telephony;
  readonly sip: string;
  close(): Promise<void>;
}

const onServer = async (): Promise<Ready> => {
  const telephony = drachtioTelephony({ ...server(), secret: DRACHTIO_SECRET }, () => undefined);
  await telephony.open();
  return { telephony, sip: DRACHTIO_SIP, close: () => telephony.close() };
};

const onEmbedded = async (): Promise<Ready> => {
  const engine = await createSipEngine({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }] });
  const { adminHost: host, adminPort: port, secret } = engine;
  const telephony = drachtioTelephony({ host, port, secret }, () => undefined);
  await telephony.open();
  const close = async (): Promise<void> => {
    await telephony.close();
    await engine.close();
  };
  return { telephony, sip: `127.0.0.1:${engine.listening[0]?.port ?? 0}`, close };
};

const pairOf = (caller: Ready, called: Ready) => ({
  caller: caller.telephony,
  called: called.telephony,
  uri: `sip:bob@${called.sip}`,
  close: async () => {
    await caller.close();
    await called.close();
  },
});

if (DRACHTIO_URL === '') {
  it.skip('drachtio-server is not named by DRACHTIO_URL', () => undefined);
} else {
  telephonyContract('drachtio-srf on drachtio-server, called', async () =>
    pairOf(await onEmbedded(), await onServer()),
  );
  telephonyContract('drachtio-srf on drachtio-server, calling', async () =>
    pairOf(await onServer(), await onEmbedded()),
  );

  it('drachtio-server refuses a wrong secret', async () => {
    const telephony = drachtioTelephony({ ...server(), secret: 'wrong' }, () => undefined);
    await expect(telephony.open()).rejects.toBeInstanceOf(EngineRefused);
    await telephony.close();
  });
}
