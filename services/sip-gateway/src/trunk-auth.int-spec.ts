// Trunks that prove themselves, over real SIP: SIPp as another idea of digest, and datagrams that are sent once more.
import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import { drachtioTelephony, type Telephony } from '@trunkline/telephony';
import { silentLogger } from '@trunkline/runtime';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Doorkeeper } from './app/doorkeeper';
import { refuse } from './app/refuse';
import { TrunkProof } from './app/trunk-proof';
import { routeTable, type TrunkAuth } from './domain/route-table';

const SIPP = '/usr/bin/sipp';
const SCENARIO = join(__dirname, '..', 'test', 'scenarios', 'digest.xml');
const SDP =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
const number = { number: 'orders', flow: 'f', language: 'en', voice: 'slt', lineMsMax: 60_000 };
const auth: TrunkAuth = {
  ...{ realm: 'acme', username: 'carrier', secret: 'open-sesame' },
  algorithms: ['MD5'],
};

describe('a trunk that is asked who it is', () => {
  let engine: SipEngine;
  let telephony: Telephony;
  let caller: Socket;
  let welcomed: number;

  beforeEach(async () => {
    welcomed = 0;
    engine = await createSipEngine({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }] });
    const { adminHost: host, adminPort: port, secret } = engine;
    telephony = drachtioTelephony({ host, port, secret }, () => undefined);
    const door = new Doorkeeper({
      routes: routeTable([{ tenantId: 'acme', trunks: [{ name: 'carrier', auth }], numbers: [number] }]),
      proof: new TrunkProof('seed'),
      rate: { take: () => true },
      wallMs: Date.now,
    });
    telephony.onInvitation((invitation) => {
      const entry = door.admit(invitation, false);
      if (entry.kind === 'refused') return refuse(invitation, entry.refusal, silentLogger);
      welcomed += 1;
      const events = { onEnded: () => undefined, onOffer: () => undefined, onInfoDigit: () => undefined };
      invitation.answer(SDP, events).catch(() => undefined); // its caller may know, and the test end, before us
    });
    await telephony.open();
    caller = createSocket('udp4');
    await new Promise<void>((resolve) => caller.bind(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    caller.close();
    await telephony.close();
    await engine.close();
  });

  const port = (): number => engine.listening[0]?.port ?? 0;

  /** Sends an INVITE; gives its first response that is no provisional one. */
  const invite = (callId: string, credentials?: string): Promise<string> =>
    new Promise((resolve) => {
      const heard = (message: Buffer): void => {
        const text = message.toString();
        if (!text.includes(callId) || text.startsWith('SIP/2.0 1')) return;
        caller.off('message', heard);
        resolve(text);
      };
      caller.on('message', heard);
      const lines = [
        `INVITE sip:orders@127.0.0.1:${port()} SIP/2.0`,
        `Via: SIP/2.0/UDP 127.0.0.1:${caller.address().port};rport;branch=z9hG4bK-${callId}`,
        `From: <sip:a@127.0.0.1>;tag=${callId}`,
        'To: <sip:orders@127.0.0.1>',
        `Call-ID: ${callId}`,
        'CSeq: 1 INVITE',
        `Contact: <sip:a@127.0.0.1:${caller.address().port}>`,
        'Max-Forwards: 70',
        ...(credentials ? [`Authorization: ${credentials}`] : []),
        'Content-Type: application/sdp',
        `Content-Length: ${SDP.length}`,
        '',
        SDP,
      ];
      caller.send(lines.join('\r\n'), port(), '127.0.0.1');
    });

  const answerTo = (response: string, secret = auth.secret): string => {
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const nonce = /nonce="([^"]+)"/.exec(response)?.[1] ?? '';
    const proof = md5(
      `${md5(`carrier:acme:${secret}`)}:${nonce}:00000001:c:auth:${md5('INVITE:sip:orders@acme')}`,
    );
    return (
      `Digest username="carrier", realm="acme", nonce="${nonce}", uri="sip:orders@acme", cnonce="c", ` +
      `nc=00000001, qop=auth, algorithm=MD5, response="${proof}"`
    );
  };

  it('is let in once with what it answers, and asked anew when that comes again', async () => {
    const challenge = await invite('first');
    expect(challenge).toMatch(/^SIP\/2.0 401/);
    const credentials = answerTo(challenge);
    expect(await invite('second', credentials)).toMatch(/^SIP\/2.0 200/);
    const again = await invite('third', credentials);
    expect(again).toMatch(/^SIP\/2.0 401/);
    expect(again).toContain('stale=true');
    expect(await invite('fourth', answerTo(again))).toMatch(/^SIP\/2.0 200/);
    expect(welcomed).toBe(2);
  });

  it('is sent away with a wrong secret', async () => {
    expect(await invite('guess', answerTo(await invite('ask'), 'guess'))).toMatch(/^SIP\/2.0 403/);
    expect(welcomed).toBe(0);
  });

  const playSipp = (secret: string): Promise<number | null> =>
    new Promise((resolve) => {
      const who = ['-au', 'carrier', '-ap', secret, '-i', '127.0.0.1', '-m', '1'];
      const limits = ['-nostdin', '-timeout', '15', '-timeout_error'];
      const child = spawn(SIPP, ['-sf', SCENARIO, `127.0.0.1:${port()}`, ...who, ...limits], {
        stdio: 'ignore',
        cwd: '/tmp',
      });
      child.on('close', resolve);
    });

  if (!existsSync(SIPP) && process.env['CI'] === 'true') {
    it('has SIPp', () => {
      throw new Error('CI needs /usr/bin/sipp');
    });
  }

  (existsSync(SIPP) ? it : it.skip)('is SIPp with the right secret, and not with a wrong one', async () => {
    expect(await playSipp('open-sesame')).toBe(0);
    expect(await playSipp('guess')).not.toBe(0);
    expect(welcomed).toBe(1);
  });
});
