// One application against a scripted peer: lost and repeated messages, crossings, silence, and what never arrives.
import type Srf from 'drachtio-srf';
import { RawPeer } from './testing/raw-peer';
import { destroyed, hangUp, once, sdp, TestApp } from './testing/test-app';

let app: TestApp;
let peer: RawPeer;

beforeEach(async () => {
  app = await TestApp.start('udp', { limits: { inviteSilenceMs: 300, requestSilenceMs: 300 } });
  peer = await RawPeer.open(app.port);
});

afterEach(async () => {
  await Promise.all([app.close(), peer.close()]);
  expect(app.errors).toEqual([]);
});

const sdpHeaders = ['Content-Type: application/sdp'];
const invite = (change: object = {}) =>
  peer.request({ method: 'INVITE', headers: sdpHeaders, body: sdp(6000), ...change });
const tagOf = (to: string): string => /;tag=([^;]+)/.exec(to)?.[1] ?? '';

const answerAll = (): Promise<Srf.Dialog> =>
  once((done) =>
    app.srf.invite(
      (req, res) =>
        void app.srf.createUAS(req, res, { localSdp: sdp(5000) }, (_error, dialog) => done(dialog)),
    ),
  );

/** A call from the peer up to its ACK. */
const establish = async (headers: readonly string[] = []): Promise<{ dialog: Srf.Dialog; toTag: string }> => {
  const answered = answerAll();
  await app.connect();
  peer.send(invite({ headers: [...sdpHeaders, ...headers] }));
  const ok = await peer.nextResponse(200, 'INVITE');
  const toTag = tagOf(ok.headers.text('to'));
  peer.send(peer.request({ method: 'ACK', toTag }));
  const dialog = await answered;
  await once((acked) => dialog.on('ack', acked));
  return { dialog, toTag };
};

/** A call to the peer, which has seen the INVITE. */
const call = async (options: object = {}) => {
  await app.connect();
  const placed = app.srf.createUAC(peer.uri, { localSdp: sdp(5000), ...options });
  placed.catch(() => undefined);
  return { placed, request: await peer.next('INVITE') };
};

describe('as the one who is called', () => {
  it('gives a repeated INVITE to the application once and answers it again', async () => {
    let invites = 0;
    app.srf.invite((_req, res) => {
      invites += 1;
      res.send(180);
    });
    await app.connect();
    const same = invite({ branch: 'z9hG4bK-same' });
    peer.send(same);
    await peer.next(180);
    peer.send(same);
    await peer.next(180);
    expect(invites).toBe(1);
    expect(app.engine.stats().retransmissionsIn).toBe(1);
  });

  it('repeats its 200 until the ACK, and gives the call up without one', async () => {
    const answered = answerAll();
    await app.connect();
    peer.send(invite());
    const dialog = await answered;
    const ended = destroyed(dialog);
    const bye = await peer.next('BYE');
    expect(bye.headers.get('reason')).toBe('SIP;cause=200;text="ACK timeout"');
    await expect(ended).resolves.toBe('ACK timeout');
    expect(
      peer.unread.filter((message) => message.kind === 'response' && message.status === 200).length,
    ).toBeGreaterThan(5);
    peer.send(peer.response(bye, 200));
    expect(app.engine.stats()).toMatchObject({ dialogs: 0, ackTimeouts: 1 });
  });

  it('stops repeating its 200 with the ACK and absorbs a second ACK', async () => {
    const { dialog, toTag } = await establish();
    let acks = 0;
    dialog.on('ack', () => (acks += 1));
    peer.send(peer.request({ method: 'ACK', toTag }));
    peer.send(peer.request({ method: 'OPTIONS', toTag, seq: 2 }));
    await peer.nextResponse(200, 'OPTIONS');
    expect(acks).toBe(0);
  });

  it('answers 487 and 200 to a CANCEL, and 481 to one for nothing', async () => {
    const cancelled = once((done) =>
      app.srf.invite((req, res) => {
        req.on('cancel', done);
        res.send(180);
      }),
    );
    await app.connect();
    peer.send(invite({ branch: 'z9hG4bK-c' }));
    await peer.next(180);
    peer.send(peer.request({ method: 'CANCEL', branch: 'z9hG4bK-c' }));
    await peer.nextResponse(200, 'CANCEL');
    await peer.nextResponse(487, 'INVITE');
    await cancelled;
    // Not acknowledged: repeated by timer G, then the ACK ends it.
    await peer.nextResponse(487, 'INVITE');
    peer.send(peer.request({ method: 'ACK', branch: 'z9hG4bK-c' }));
    peer.send(peer.request({ method: 'CANCEL', branch: 'z9hG4bK-other' }));
    await peer.nextResponse(481, 'CANCEL');
  });

  it('takes a CANCEL that crosses the 200 without effect', async () => {
    const answered = answerAll();
    await app.connect();
    peer.send(invite({ branch: 'z9hG4bK-x' }));
    const ok = await peer.nextResponse(200, 'INVITE');
    peer.send(peer.request({ method: 'CANCEL', branch: 'z9hG4bK-x' }));
    await peer.nextResponse(200, 'CANCEL');
    peer.send(peer.request({ method: 'ACK', toTag: tagOf(ok.headers.text('to')) }));
    await once((acked) => void answered.then((dialog) => dialog.on('ack', acked)));
    expect(app.engine.stats().dialogs).toBe(1);
  });

  it('answers a BYE that crosses its own, and keeps quiet about it', async () => {
    const { dialog, toTag } = await establish();
    const ended = hangUp(dialog);
    const bye = await peer.next('BYE');
    peer.send(peer.request({ method: 'BYE', toTag, seq: 2 }));
    await peer.nextResponse(200, 'BYE');
    peer.send(peer.response(bye, 200));
    await ended;
  });

  it('calls the same request on another way a loop', async () => {
    app.srf.invite((_req, res) => res.send(180));
    await app.connect();
    peer.send(invite({ branch: 'z9hG4bK-way-1' }));
    await peer.next(180);
    peer.send(invite({ branch: 'z9hG4bK-way-2' }));
    await peer.next(482);
  });

  it('answers for an application that says nothing', async () => {
    app.srf.invite(() => undefined);
    app.srf.use('options', () => undefined);
    await app.connect();
    peer.send(invite());
    await peer.nextResponse(408, 'INVITE');
    peer.send(peer.request({ method: 'OPTIONS', callId: 'other' }));
    await peer.nextResponse(500, 'OPTIONS');
    expect(app.engine.stats().appSilences).toBe(2);
  });

  it('says what it does not do', async () => {
    app.srf.invite((_req, res) => res.send(486));
    peer.send(peer.request({ method: 'OPTIONS', callId: 'a' }));
    await peer.nextResponse(503, 'OPTIONS');
    await app.connect();
    peer.send(peer.request({ method: 'SUBSCRIBE', callId: 'b' }));
    expect((await peer.nextResponse(405, 'SUBSCRIBE')).headers.get('allow')).toContain('INVITE');
    peer.send(peer.request({ method: 'DANCE', callId: 'c' }));
    await peer.nextResponse(501, 'DANCE');
    peer.send(peer.request({ method: 'BYE', callId: 'd', toTag: 'none' }));
    await peer.nextResponse(481, 'BYE');
    peer.send(peer.request({ method: 'INVITE', callId: 'e', headers: ['Require: telepathy'] }));
    expect((await peer.nextResponse(420, 'INVITE')).headers.get('unsupported')).toBe('telepathy');
    peer.send(peer.request({ method: 'INVITE', callId: 'f', headers: ['Session-Expires: 30'] }));
    expect((await peer.nextResponse(422, 'INVITE')).headers.get('min-se')).toBe('90');
  });

  it('refuses sequence numbers that do not grow', async () => {
    const { toTag } = await establish();
    peer.send(peer.request({ method: 'INFO', toTag, seq: 1 }));
    await peer.nextResponse(500, 'INFO');
    peer.send(peer.request({ method: 'INFO', toTag, seq: 7 }));
    await peer.nextResponse(200, 'INFO');
  });

  it('answers 491 to a re-INVITE that crosses its own, and acknowledges the refusal of its own', async () => {
    const { dialog, toTag } = await establish();
    const modified = dialog.modify(sdp(5002));
    modified.catch(() => undefined);
    const ours = await peer.next('INVITE');
    peer.send(invite({ seq: 2, toTag, branch: 'z9hG4bK-glare' }));
    await peer.nextResponse(491, 'INVITE');
    peer.send(peer.request({ method: 'ACK', toTag, seq: 2, branch: 'z9hG4bK-glare' }));
    peer.send(peer.response(ours, 491));
    await peer.next('ACK');
    await expect(modified).rejects.toMatchObject({ status: 491 });
  });

  it('sends in-dialog requests along the route set to the latest Contact', async () => {
    const route = await RawPeer.open(app.port);
    const { dialog, toTag } = await establish([`Record-Route: <sip:127.0.0.1:${route.port};lr>`]);
    const moved = peer
      .request({ method: 'UPDATE', toTag, seq: 2 })
      .replace(/Contact: .*/, 'Contact: <sip:moved@127.0.0.1:9>');
    peer.send(moved);
    await peer.nextResponse(200, 'UPDATE');
    const ended = hangUp(dialog);
    const bye = await route.next('BYE');
    expect(bye).toMatchObject({ uri: 'sip:moved@127.0.0.1:9' });
    expect(bye.headers.get('route')).toBe(`<sip:127.0.0.1:${route.port};lr>`);
    route.send(route.response(bye, 200));
    await ended;
    await route.close();
  });
});

describe('as the one who calls', () => {
  it('acknowledges a repeated 200 again, without the application', async () => {
    const { placed, request } = await call();
    const ok = peer.response(request, 200, {
      toTag: 'b',
      headers: [...sdpHeaders, `Contact: <${peer.uri}>`],
      body: sdp(7000),
    });
    peer.send(ok);
    const ack = await peer.next('ACK');
    expect(ack.headers.get('cseq')).toBe(`${/^\d+/.exec(request.headers.text('cseq'))?.[0]} ACK`);
    await placed;
    peer.send(ok);
    await peer.next('ACK');
  });

  it('releases a second fork that answers', async () => {
    const { placed, request } = await call();
    peer.send(peer.response(request, 200, { toTag: 'one' }));
    await peer.next('ACK');
    await placed;
    peer.send(peer.response(request, 200, { toTag: 'two' }));
    const isForTwo = (message: { headers: { text(key: string): string } }) =>
      message.headers.text('to').includes('tag=two');
    await peer.next((message) => message.kind === 'request' && message.method === 'ACK' && isForTwo(message));
    await peer.next((message) => message.kind === 'request' && message.method === 'BYE' && isForTwo(message));
    expect(app.engine.stats().dialogs).toBe(1);
  });

  it('learns of a closed port as 503 and of silence as 408', async () => {
    await app.connect();
    const closed = await RawPeer.open(app.port);
    const { uri } = closed;
    await closed.close();
    await expect(app.srf.createUAC(uri, { localSdp: sdp(5000) })).rejects.toMatchObject({ status: 503 });
    await expect(app.srf.createUAC(peer.uri, { localSdp: sdp(5000) })).rejects.toMatchObject({ status: 408 });
    expect(app.engine.stats().retransmissionsOut).toBeGreaterThanOrEqual(6);
  });

  it('holds a CANCEL back until the peer has said something', async () => {
    let sent: Srf.SrfRequest | undefined;
    await app.connect();
    const placed = app.srf.createUAC(
      peer.uri,
      { localSdp: sdp(5000) },
      {
        cbRequest: (...args: unknown[]) => {
          sent = args[1] as Srf.SrfRequest;
          sent.cancel(() => undefined);
        },
      },
    );
    const request = await peer.next('INVITE');
    await peer.next('INVITE');
    expect(peer.unread.some((message) => message.kind === 'request' && message.method === 'CANCEL')).toBe(
      false,
    );
    peer.send(peer.response(request, 180, { toTag: 'b' }));
    const cancel = await peer.next('CANCEL');
    expect(cancel.headers.get('via')).toBe(request.headers.get('via'));
    peer.send(peer.response(cancel, 200, { toTag: 'b' }));
    peer.send(peer.response(request, 487, { toTag: 'b' }));
    await expect(placed).rejects.toMatchObject({ status: 487 });
    await peer.next('ACK');
  });

  it('hangs up when the answer crosses its CANCEL', async () => {
    await app.connect();
    const placed = app.srf.createUAC(
      peer.uri,
      { localSdp: sdp(5000) },
      { cbRequest: (...args: unknown[]) => (args[1] as Srf.SrfRequest).cancel(() => undefined) },
    );
    const request = await peer.next('INVITE');
    peer.send(peer.response(request, 200, { toTag: 'b' }));
    const dialog = await placed;
    const ended = once((done) => dialog.on('destroy', done));
    await peer.next('ACK');
    await peer.next('BYE');
    await ended;
    expect(app.engine.stats().dialogs).toBe(0);
  });

  it('refreshes the session when that is its part, and hangs up when the peer forgets', async () => {
    const { placed, request } = await call({ headers: { Supported: 'timer' } });
    const headers = [
      'Session-Expires: 1;refresher=uac',
      'Require: timer',
      'Allow: UPDATE, INVITE',
      `Contact: <${peer.uri}>`,
    ];
    peer.send(peer.response(request, 200, { toTag: 'b', headers }));
    const dialog = await placed;
    const update = await peer.next('UPDATE');
    expect(update.headers.get('session-expires')).toBe('1;refresher=uac');
    peer.send(
      peer.response(update, 200, { headers: ['Session-Expires: 1;refresher=uas', `Contact: <${peer.uri}>`] }),
    );
    const ended = destroyed(dialog);
    await peer.next('BYE');
    await expect(ended).resolves.toBe('Session timer expired');
  });
});
