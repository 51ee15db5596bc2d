// What INVITEs demand and do not get, over real SIP: messages of RFC 4475 and their like, to the door behind the engine.
import { silentLogger } from '@trunkline/runtime';
import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import { tortureMessages } from '@trunkline/sip-engine/torture/messages';
import { drachtioTelephony, type Telephony } from '@trunkline/telephony';
import { createSocket, type Socket } from 'node:dgram';
import { Doorkeeper } from './app/doorkeeper';
import { refuse } from './app/refuse';
import { TrunkProof } from './app/trunk-proof';
import { routeTable } from './domain/route-table';

const number = { number: '*', flow: 'f', language: 'en', voice: 'slt', lineMsMax: 60_000 };
const SDP = 'v=0\r\ns=-\r\n';

describe('an INVITE that demands', () => {
  let engine: SipEngine;
  let telephony: Telephony;
  let caller: Socket;
  /** What was read of those that came in. */
  let offers: string[];

  beforeAll(async () => {
    engine = await createSipEngine({
      listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }],
      // An engine that leaves Require to its application.
      supported: ['100rel', 'timer', 'replaces'],
    });
    const { adminHost: host, adminPort: port, secret } = engine;
    telephony = drachtioTelephony({ host, port, secret }, () => undefined);
    const trunks = [{ name: 'loopback', sources: ['127.0.0.1'] }];
    const door = new Doorkeeper({
      routes: routeTable([{ tenantId: 'acme', trunks, numbers: [number] }]),
      proof: new TrunkProof('seed'),
      rate: { take: () => true },
      wallMs: Date.now,
    });
    telephony.onInvitation((invitation) => {
      const entry = door.admit(invitation, false);
      if (entry.kind === 'refused') return refuse(invitation, entry.refusal, silentLogger);
      offers.push(invitation.sdp);
      invitation.reject(486, 'welcome');
    });
    await telephony.open();
    caller = createSocket('udp4');
    await new Promise<void>((resolve) => caller.bind(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    offers = [];
  });
  afterAll(async () => {
    caller.close();
    await telephony.close();
    await engine.close();
  });

  /** Sends the request; gives its first response that is no provisional one. */
  const responseTo = (request: string): Promise<string> =>
    new Promise((resolve) => {
      const callId = /^Call-ID: (.*)\r$/m.exec(request)?.[1] ?? '';
      const heard = (message: Buffer): void => {
        const text = message.toString();
        if (!text.includes(callId) || text.startsWith('SIP/2.0 1')) return;
        caller.off('message', heard);
        resolve(text);
      };
      caller.on('message', heard);
      caller.send(request, engine.listening[0]?.port ?? 0, '127.0.0.1');
    });

  const invite = (name: string, headers: readonly string[], body = SDP): Promise<string> =>
    responseTo(
      [
        'INVITE sip:orders@127.0.0.1 SIP/2.0',
        `Via: SIP/2.0/UDP 127.0.0.1:${caller.address().port};rport;branch=z9hG4bK-${name}`,
        `From: <sip:a@127.0.0.1>;tag=${name}`,
        'To: <sip:orders@127.0.0.1>',
        `Call-ID: ${name}`,
        'CSeq: 1 INVITE',
        `Contact: <sip:a@127.0.0.1:${caller.address().port}>`,
        'Max-Forwards: 70',
        ...headers,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    );

  it.each([
    ['invut', 415, 'Accept: application/sdp'],
    ['sdp01', 406, 'Warning: 399 '],
  ])('what %s of RFC 4475 does gets %i with %s', async (name, status, header) => {
    const bytes = tortureMessages.find((message) => message.name === name)?.bytes ?? Buffer.alloc(0);
    const response = await responseTo(bytes.toString('latin1'));
    expect(response).toMatch(new RegExp(`^SIP/2.0 ${status} `));
    expect(response.toLowerCase()).toContain(`\r\n${header.toLowerCase()}`);
    expect(response).toMatch(new RegExp(`^Reason: SIP;cause=${status};text="[^"]+"\\r$`, 'im'));
    expect(offers).toEqual([]);
  });

  it.each([
    ['an extension', ['Require: replaces', 'c: application/sdp'], ['420', 'unsupported: replaces']],
    ['to be unpacked', ['c: application/sdp', 'e: gzip'], ['415', 'accept-encoding: identity']],
    ['that nothing is answered', ['c: application/sdp', 'Accept:'], ['406', 'warning: 399 ']],
  ])('%s is refused', async (name, headers, [status = '', header = '']) => {
    const response = await invite(name.replaceAll(' ', '-'), headers);
    expect(response).toMatch(new RegExp(`^SIP/2.0 ${status} `));
    expect(response.toLowerCase()).toContain(`\r\n${header}`);
    expect(offers).toEqual([]);
  });

  it('nothing more than we can do is a call', async () => {
    const able = ['Require: 100rel', 'Accept: text/plain', 'Accept: application/sdp', 'c: application/SDP'];
    expect(await invite('able', able)).toMatch(/^SIP\/2.0 486/);
    const optional = ['Content-Type: text/plain', 'Content-Disposition: render;handling=optional'];
    expect(await invite('optional', optional, 'hello')).toMatch(/^SIP\/2.0 486/);
    expect(await invite('nothing', [], '')).toMatch(/^SIP\/2.0 486/);
    expect(offers).toEqual([SDP, '', '']);
  });
});
