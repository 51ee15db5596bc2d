// Trunks that prove themselves, over real SIP: SIPp as another idea of digest, and datagrams that are sent once more.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TrunkAuth } from './domain/route-table';
import { type DoorOnWire, openDoor } from './door-on-wire.double';

const SIPP = '/usr/bin/sipp';
const SCENARIO = join(__dirname, '..', 'test', 'scenarios', 'digest.xml');
const SDP =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
const auth: TrunkAuth = {
  ...{ realm: 'acme', username: 'carrier', secret: 'open-sesame' },
  algorithms: ['MD5'],
};

describe('a trunk that is asked who it is', () => {
  let door: DoorOnWire;
  let welcomed: number;

  beforeEach(async () => {
    welcomed = 0;
    const events = { onEnded: () => undefined, onOffer: () => undefined, onInfoDigit: () => undefined };
    door = await openDoor({
      trunk: { name: 'carrier', auth },
      number: 'orders',
      onWelcome: (invitation) => {
        welcomed += 1;
        invitation.answer(SDP, events).catch(() => undefined); // its caller may know, and the test end, before us
      },
    });
  });
  afterEach(() => door.close());

  const invite = (callId: string, credentials?: string): Promise<string> => {
    const proof = credentials ? [`Authorization: ${credentials}`] : [];
    return door.invite(callId, [...proof, 'Content-Type: application/sdp'], SDP);
  };

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
      const child = spawn(SIPP, ['-sf', SCENARIO, `127.0.0.1:${door.port}`, ...who, ...limits], {
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
