import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import Srf from 'drachtio-srf';
import { drachtioTelephony } from './drachtio-telephony';
import { type Invitation, type LegEvents, type Telephony } from './telephony.port';

const sdp = (port: number): string =>
  [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    '',
  ].join('\r\n');

/** What was asked of a leg, and how a test has it answered. */
class TestLeg implements LegEvents {
  readonly offers: string[] = [];
  readonly digits: string[] = [];
  answered: (sdp: string) => void = () => undefined;
  readonly ended: Promise<string>;
  onEnded: (reason: string) => void = () => undefined;

  constructor(private readonly answer: string | undefined = sdp(5_000)) {
    this.ended = new Promise((resolve) => {
      this.onEnded = resolve;
    });
  }

  onOffer(offer: string): string | undefined {
    this.offers.push(offer);
    return this.answer;
  }

  onAnswer(answer: string): void {
    this.answered(answer);
  }

  onInfoDigit(digit: string): void {
    this.digits.push(digit);
  }
}

describe('inside a dialog', () => {
  let engines: SipEngine[];
  let called: Telephony;
  let caller: Srf;
  let uri: string;
  let invite: (invitation: Invitation) => void;

  beforeAll(async () => {
    engines = await Promise.all(
      [0, 1].map(() => createSipEngine({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }] })),
    );
    const [ours, theirs] = engines as [SipEngine, SipEngine];
    called = drachtioTelephony(
      { host: ours.adminHost, port: ours.adminPort, secret: ours.secret },
      () => undefined,
    );
    called.onInvitation((invitation) => invite(invitation));
    await called.open();
    uri = `sip:bob@127.0.0.1:${ours.listening[0]?.port ?? 0}`;
    caller = new Srf();
    const connected = new Promise((resolve) => caller.once('connect', resolve));
    void caller.connect({ host: theirs.adminHost, port: theirs.adminPort, secret: theirs.secret });
    await connected;
  });

  afterAll(async () => {
    await called.close();
    caller.disconnect();
    for (const engine of engines) await engine.close();
  });

  const callUp = async (leg: LegEvents): Promise<Srf.Dialog> => {
    invite = (invitation) => void invitation.answer(sdp(5_000), leg);
    return caller.createUAC(uri, { localSdp: sdp(4_000) });
  };

  const ask = (
    dialog: Srf.Dialog,
    opts: { method: string; headers?: Record<string, string>; body?: string },
  ): Promise<Srf.SrfResponse> =>
    new Promise((resolve, reject) => {
      // srf's types want a whole request; it reads these three.
      dialog.request(opts as unknown as Srf.SrfRequest, (failure: Error | null, response: Srf.SrfResponse) =>
        failure ? reject(failure) : resolve(response),
      );
    });

  it.each([
    ['REFER', 603, { 'Refer-To': 'sip:eve@127.0.0.1' }],
    ['MESSAGE', 405, { 'Content-Type': 'text/plain' }],
    ['NOTIFY', 481, { Event: 'dialog', 'Subscription-State': 'active' }],
    ['OPTIONS', 200, {}],
    ['UPDATE', 200, {}],
  ])('answers %s with %i', async (method, status, headers) => {
    const leg = new TestLeg();
    const dialog = await callUp(leg);
    expect((await ask(dialog, { method, headers })).status).toBe(status);
    expect(leg.offers).toEqual([]);
    dialog.destroy();
    await leg.ended;
  });

  it('says what it can do when it is asked', async () => {
    const leg = new TestLeg();
    const dialog = await callUp(leg);
    const response = await ask(dialog, { method: 'OPTIONS' });
    expect(['Allow', 'Accept', 'Supported'].map((name): unknown => response.get(name))).toEqual([
      'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE',
      'application/sdp',
      '100rel, timer',
    ]);
    dialog.destroy();
    await leg.ended;
  });

  it('takes digits by INFO and refuses what else comes that way', async () => {
    const leg = new TestLeg();
    const dialog = await callUp(leg);
    const info = (type: string, body: string) =>
      ask(dialog, { method: 'INFO', headers: { 'Content-Type': type }, body });
    expect((await info('application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n')).status).toBe(200);
    expect((await info('application/dtmf', '#')).status).toBe(200);
    const refused = await info('application/media_control+xml', '<media_control/>');
    expect([refused.status, refused.get('Accept')]).toEqual([
      415,
      'application/dtmf-relay, application/dtmf',
    ]);
    expect(leg.digits).toEqual(['5', '#']);
    dialog.destroy();
    await leg.ended;
  });

  it('hands on the offer of a re-INVITE and of an UPDATE, and refuses with 488', async () => {
    const leg = new TestLeg();
    const dialog = await callUp(leg);
    await dialog.modify(sdp(4_002));
    expect((await ask(dialog, { method: 'UPDATE', body: sdp(4_004), headers: SDP_TYPE })).status).toBe(200);
    expect(leg.offers).toEqual([sdp(4_002), sdp(4_004)]);
    dialog.destroy();
    const unwilling = new TestLeg('');
    unwilling.onOffer = () => undefined;
    const other = await callUp(unwilling);
    expect((await ask(other, { method: 'UPDATE', body: sdp(4_006), headers: SDP_TYPE })).status).toBe(488);
    other.destroy();
  });

  it.each([
    ['a body that is no SDP', 415, { 'Content-Type': 'application/unknownformat' }],
    ['SDP that is compressed', 415, { 'Content-Type': 'application/sdp', 'Content-Encoding': 'gzip' }],
    ['a wish for no SDP', 406, { 'Content-Type': 'application/sdp', Accept: 'text/plain' }],
  ])('refuses an UPDATE with %s with %i', async (_what, status, headers) => {
    const leg = new TestLeg();
    const dialog = await callUp(leg);
    const response = await ask(dialog, { method: 'UPDATE', body: sdp(4_012), headers });
    expect([response.status, leg.offers]).toEqual([status, []]);
    dialog.destroy();
    await leg.ended;
  });

  it('says of an invitation what it cannot read in it', async () => {
    const invited = new Promise<Invitation>((resolve) => {
      invite = (invitation) => {
        resolve(invitation);
        invitation.reject(415, 'unreadable', { ...invitation.unreadable });
      };
    });
    const headers = { 'Content-Type': 'application/unknownformat' };
    const refused: unknown = await caller
      .createUAC(uri, { localSdp: '<audio/>', headers })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 415 });
    expect(await invited).toMatchObject({ sdp: '', unreadable: { Accept: 'application/sdp' } });
  });

  it('makes the offer when the caller makes none, and reads the answer from the ACK', async () => {
    const leg = new TestLeg();
    const answered = new Promise<string>((resolve) => {
      leg.answered = resolve;
    });
    const offered = new Promise<string>((resolve) => {
      invite = (invitation) => {
        resolve(invitation.sdp);
        void invitation.answer(sdp(5_000), leg);
      };
    });
    const late: unknown = await caller.createUAC(uri, { noAck: true });
    const { sdp: offer, ack } = late as { sdp: string; ack(sdp: string): Promise<Srf.Dialog> };
    expect(await offered).toBe('');
    expect(offer).toBe(sdp(5_000));
    const dialog = await ack(sdp(4_008));
    expect(await answered).toBe(sdp(4_008));
    dialog.destroy();
    expect(await leg.ended).toBe('hung-up');
  });

  it('makes an offer in a re-INVITE without one', async () => {
    const leg = new TestLeg();
    const answered = new Promise<string>((resolve) => {
      leg.answered = resolve;
    });
    const dialog = await callUp(leg);
    let answer: unknown[] = [];
    const invited: { method: string; noAck: boolean } = { method: 'INVITE', noAck: true };
    dialog.request(
      invited as unknown as Srf.SrfRequest,
      (_error: unknown, response: Srf.SrfResponse, ack?: (o: { body: string }) => void) => {
        if (!ack) return; // a provisional response
        answer = [response.status, response.body];
        ack({ body: sdp(4_010) });
      },
    );
    expect(await answered).toBe(sdp(4_010));
    expect(answer).toEqual([200, sdp(5_000)]);
    expect(leg.offers).toEqual(['']);
    dialog.destroy();
    await leg.ended;
  });
});

const SDP_TYPE = { 'Content-Type': 'application/sdp' };
