import { createSipEngine } from '@trunkline/sip-engine';
import { drachtioTelephony } from './drachtio-telephony';
import { telephonyContract } from './telephony.contract';

const openOne = async () => {
  const engine = await createSipEngine({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }] });
  const at = { host: engine.adminHost, port: engine.adminPort, secret: engine.secret };
  const telephony = drachtioTelephony(at, () => undefined);
  await telephony.open();
  return {
    telephony,
    port: engine.listening[0]?.port ?? 0,
    close: async () => {
      await telephony.close();
      await engine.close();
    },
  };
};

telephonyContract('drachtio-srf on the embedded engine', async () => {
  const [caller, called] = await Promise.all([openOne(), openOne()]);
  return {
    caller: caller.telephony,
    called: called.telephony,
    uri: `sip:bob@127.0.0.1:${called.port}`,
    close: async () => {
      await caller.close();
      await called.close();
    },
  };
});
