// What INVITEs demand and do not get, over real SIP: messages of RFC 4475 and their like, to the door behind the engine.
import { tortureMessages } from '@trunkline/sip-engine/torture/messages';
import { type DoorOnWire, openDoor } from './door-on-wire.double';

const SDP = 'v=0\r\ns=-\r\n';

describe('an INVITE that demands', () => {
  let door: DoorOnWire;
  /** What was read of those that came in. */
  let offers: string[];

  beforeAll(async () => {
    door = await openDoor({
      trunk: { name: 'loopback', sources: ['127.0.0.1'] },
      number: '*',
      // An engine that leaves Require to its application.
      supported: ['100rel', 'timer', 'replaces'],
      onWelcome: (invitation) => {
        offers.push(invitation.sdp);
        invitation.reject(486, 'welcome');
      },
    });
  });
  beforeEach(() => {
    offers = [];
  });
  afterAll(() => door.close());

  const invite = (name: string, headers: readonly string[], body = SDP): Promise<string> =>
    door.invite(name, headers, body);

  it.each([
    ['invut', 415, 'Accept: application/sdp'],
    ['sdp01', 406, 'Warning: 399 '],
  ])('what %s of RFC 4475 does gets %i with %s', async (name, status, header) => {
    const bytes = tortureMessages.find((message) => message.name === name)?.bytes ?? Buffer.alloc(0);
    const response = await door.responseTo(bytes.toString('latin1'));
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
