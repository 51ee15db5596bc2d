// Calls between two applications on two engines, through the real drachtio-srf, over UDP and over TCP.
import type Srf from 'drachtio-srf';
import { DigestRealm } from './digest/digest';
import { destroyed, hangUp, inDialog, once, sdp, TestApp } from './testing/test-app';

describe.each(['udp', 'tcp'] as const)('calls over %s', (transport) => {
  let alice: TestApp;
  let bob: TestApp;

  beforeEach(async () => {
    alice = await TestApp.start(transport);
    bob = await TestApp.start(transport);
  });

  afterEach(async () => {
    await Promise.all([alice.close(), bob.close()]);
    expect([...alice.errors, ...bob.errors]).toEqual([]);
  });

  /** Bob answers every call; the dialogs of the first one. */
  const establish = async (): Promise<{
    uac: Srf.Dialog;
    uas: Srf.Dialog;
    acknowledged: Promise<unknown>;
  }> => {
    let acknowledged: Promise<unknown> = Promise.resolve();
    const answered = once<Srf.Dialog>((done) =>
      bob.srf.invite((req, res) => {
        bob.srf.createUAS(req, res, { localSdp: sdp(5000) }, (_error, dialog) => {
          acknowledged = once((acked) => dialog.on('ack', acked));
          done(dialog);
        });
      }),
    );
    await Promise.all([alice.connect(), bob.connect()]);
    const uac = await alice.srf.createUAC(bob.uri('bob'), { localSdp: sdp(6000) });
    return { uac, uas: await answered, acknowledged };
  };

  it('are answered, acknowledged, and ended by the caller', async () => {
    const { uac, uas, acknowledged } = await establish();
    expect(uac.remote.sdp).toBe(sdp(5000));
    expect(uas.remote.sdp).toBe(sdp(6000));
    await acknowledged;
    const ended = once((done) => uas.on('destroy', done));
    await hangUp(uac);
    await ended;
    expect(alice.engine.stats()).toMatchObject({ dialogs: 0, retransmissionsOut: 0, ackTimeouts: 0 });
    expect(bob.engine.stats()).toMatchObject({ dialogs: 0, dropped: 0 });
  });

  it('are ended by the one who answered', async () => {
    const { uac, uas } = await establish();
    const ended = once((done) => uac.on('destroy', done));
    await hangUp(uas);
    await ended;
  });

  it('end in peace when both hang up at once', async () => {
    const { uac, uas, acknowledged } = await establish();
    await acknowledged;
    await Promise.all([hangUp(uac), hangUp(uas)]);
    expect([alice.engine.stats().dialogs, bob.engine.stats().dialogs]).toEqual([0, 0]);
  });

  it('are held and resumed by re-INVITE from either side', async () => {
    const { uac, uas } = await establish();
    const held = once((done) =>
      uas.on('modify', (req, res) => done((res.send(200, { body: sdp(5000, 'recvonly') }), req.body))),
    );
    await expect(uac.modify(sdp(6000, 'sendonly'))).resolves.toBe(sdp(5000, 'recvonly'));
    await expect(held).resolves.toBe(sdp(6000, 'sendonly'));
    await expect(uas.modify(sdp(5000))).resolves.toContain('m=audio');
    await hangUp(uac);
  });

  it('survive a re-INVITE that rings before it is answered', async () => {
    const { uac, uas } = await establish();
    uas.on('modify', (_req, res) => {
      res.send(180);
      res.send(200, { body: sdp(5002) });
    });
    await expect(uac.modify(sdp(6002))).resolves.toBe(sdp(5002));
    await hangUp(uac);
    expect(bob.engine.stats().ackTimeouts).toBe(0);
  });

  it('carry INFO and its answer', async () => {
    const { uac, uas } = await establish();
    const heard = once<string>((done) =>
      uas.on('info', (req, res) => done((res.send(200, { headers: { 'X-Heard': 'yes' } }), req.body))),
    );
    const answer = await inDialog(uac, {
      method: 'INFO',
      headers: { 'Content-Type': 'application/dtmf-relay' },
      body: 'Signal=5\r\n',
    });
    expect(answer.get('X-Heard')).toBe('yes');
    await expect(heard).resolves.toBe('Signal=5\r\n');
    await hangUp(uac);
  });

  it('carry REFER, and the NOTIFY about what came of it', async () => {
    const { uac, uas } = await establish();
    const notified = once<string>((done) => uac.on('notify', (req, res) => done((res.send(200), req.body))));
    uas.on('refer', (req, res) => {
      res.send(202);
      const headers = {
        Event: 'refer',
        'Subscription-State': 'terminated;reason=noresource',
        'Content-Type': 'message/sipfrag',
      };
      void inDialog(uas, { method: 'NOTIFY', headers, body: `SIP/2.0 200 OK to ${req.get('refer-to')}\r\n` });
    });
    const accepted = await inDialog(uac, {
      method: 'REFER',
      headers: { 'Refer-To': '<sip:desk@example.com>' },
    });
    expect(accepted.status).toBe(202);
    await expect(notified).resolves.toContain('<sip:desk@example.com>');
    await hangUp(uac);
  });

  it('carry UPDATE, OPTIONS and MESSAGE', async () => {
    const { uac } = await establish();
    expect((await inDialog(uac, { method: 'UPDATE' })).status).toBe(200);
    expect((await inDialog(uac, { method: 'OPTIONS' })).status).toBe(200);
    expect(
      (await inDialog(uac, { method: 'MESSAGE', headers: { 'Content-Type': 'text/plain' }, body: 'grüße' }))
        .status,
    ).toBe(200);
    await hangUp(uac);
  });

  it('to nobody fail with 503', async () => {
    const { srf } = await alice.connect();
    const uri = bob.uri('bob');
    await bob.close();
    await expect(srf.createUAC(uri, { localSdp: sdp(6000) })).rejects.toMatchObject({ status: 503 });
  });

  it('are released when an engine closes', async () => {
    const { uac, acknowledged } = await establish();
    await acknowledged;
    const ended = destroyed(uac);
    await bob.engine.close();
    await ended;
  });

  it('can be refused', async () => {
    bob.srf.invite((_req, res) => res.send(486));
    await Promise.all([alice.connect(), bob.connect()]);
    await expect(alice.srf.createUAC(bob.uri('bob'), { localSdp: sdp(6000) })).rejects.toMatchObject({
      status: 486,
    });
    expect(alice.engine.stats().dialogs).toBe(0);
  });

  it('can be cancelled while they ring', async () => {
    const cancelled = once((done) =>
      bob.srf.invite((req, res) => {
        req.on('cancel', done);
        res.send(180);
      }),
    );
    await Promise.all([alice.connect(), bob.connect()]);
    let request: Srf.SrfRequest | undefined;
    const call = alice.srf.createUAC(
      bob.uri('bob'),
      { localSdp: sdp(6000) },
      {
        cbRequest: (...args: unknown[]) => (request = args[1] as Srf.SrfRequest),
        cbProvisional: (response) => response.status === 180 && request?.cancel(() => undefined),
      },
    );
    await expect(call).rejects.toMatchObject({ status: 487 });
    await cancelled;
    expect(bob.engine.stats().dialogs).toBe(0);
  });

  it('are placed with credentials after a challenge', async () => {
    const realm = new DigestRealm({ realm: 'trunk', nonceSecret: 'seed' });
    bob.srf.invite((req, res) => {
      const credentials = req.has('authorization') ? req.get('authorization') : undefined;
      const verdict = realm.verify({ credentials, method: 'INVITE', nowMs: 1_000 }, () => 'secret');
      if (verdict.kind !== 'accepted')
        res.send(401, { headers: { 'WWW-Authenticate': realm.challenge(1_000)[1] } });
      else bob.srf.createUAS(req, res, { localSdp: sdp(5000) }, () => undefined);
    });
    await Promise.all([alice.connect(), bob.connect()]);
    const auth = { username: 'alice', password: 'secret' };
    const uac = await alice.srf.createUAC(bob.uri('bob'), { localSdp: sdp(6000), auth });
    await hangUp(uac);
    expect(bob.engine.stats().requestsIn).toBeGreaterThanOrEqual(5);
  });

  it('ring reliably with PRACK when asked to', async () => {
    bob.srf.invite((req, res) => {
      res.send(183, { headers: { Require: '100rel' }, body: sdp(5000) });
      bob.srf.use('prack', (_prack, prackRes) => {
        prackRes.send(200);
        bob.srf.createUAS(req, res, { localSdp: sdp(5000) }, () => undefined);
      });
    });
    bob.srf.use('prack', (_req, _res, next) => (next as () => void)());
    await Promise.all([alice.connect(), bob.connect()]);
    const uac = await alice.srf.createUAC(bob.uri('bob'), {
      localSdp: sdp(6000),
      headers: { Supported: '100rel' },
    });
    await hangUp(uac);
    expect(bob.engine.stats().retransmissionsOut).toBe(0);
  });

  it('are released when the application of one side is gone', async () => {
    const { uac, acknowledged } = await establish();
    await acknowledged;
    const ended = once((done) => uac.on('destroy', done));
    bob.srf.disconnect();
    await ended;
  });
});
