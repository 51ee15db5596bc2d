// The engine on a virtual clock with the timers of the RFC, and on rubbish.
import * as fc from 'fast-check';
import { tortureMessages } from '../torture/messages';
import { flowFrom, VirtualEngine } from '../testing/virtual-engine';

const request = (
  method: string,
  change: { to?: string; seq?: number; branch?: string; extra?: string } = {},
): string =>
  `${method} sip:app@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bK${change.branch ?? method}\r\n` +
  `From: <sip:peer@192.0.2.9>;tag=p\r\nTo: <sip:app@192.0.2.1>${change.to ?? ''}\r\nCall-ID: c1\r\nCSeq: ${change.seq ?? 1} ${method}\r\n` +
  `Contact: <sip:peer@192.0.2.9:5070>\r\n${change.extra ?? ''}Content-Length: 0\r\n\r\n`;

const tag = (engine: VirtualEngine, start: string): string => {
  const found = engine.sent.filter(({ text }) => text.startsWith(start)).at(-1);
  return /^To: .*(;tag=[^\r;]+)/m.exec(found?.text ?? '')?.[1] ?? '';
};

const answered = (extra = ''): VirtualEngine => {
  const engine = new VirtualEngine();
  engine.receive(request('INVITE', { extra }));
  engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
  return engine;
};

describe('called', () => {
  it('repeats the 200 for 32 s and then releases the call, telling the application', () => {
    const engine = answered();
    engine.runUntil(60_000);
    expect(engine.timesOf('SIP/2.0 200')).toEqual([
      0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ]);
    expect(engine.timesOf('BYE')[0]).toBe(32_000);
    expect(engine.frames.at(-1)?.head).toMatch(
      /^sip\|application\|\d+\|udp\|192\.0\.2\.1\|5060\|[^|]+\|unsolicited\|c1;from-tag=p\|$/,
    );
    engine.runUntil(200_000);
    expect(engine.core.servers.size + engine.core.callers.size + engine.core.dialogs.size).toBe(0);
  });

  it('says to the application exactly what the protocol says', () => {
    const engine = answered();
    engine.receive(request('ACK', { to: tag(engine, 'SIP/2.0 200'), branch: 'ack' }));
    const [asked, echo, ack] = engine.frames.map(({ head }) => head.split('|'));
    expect(asked?.slice(0, 5)).toEqual(['sip', 'network', asked?.[2], 'udp', '192.0.2.9']);
    expect(asked?.slice(8)).toEqual(['', '192.0.2.1', '5060', '']);
    expect(echo?.slice(0, 4)).toEqual(['response', 'frame-id', 'OK', 'application']);
    expect(echo?.slice(9)).toEqual([asked?.[7], 'c1;from-tag=p', '', 'Msg sent:', ''].slice(0));
    expect(ack?.slice(7)).toEqual([asked?.[7], 'c1;from-tag=p', '']);
    engine.runUntil(40_000);
    expect(engine.timesOf('BYE')).toEqual([]);
  });

  it('answers 408 for a silent application, and forgets the call', () => {
    const engine = new VirtualEngine();
    engine.receive(request('INVITE'));
    engine.runUntil(31_999);
    expect(engine.timesOf('SIP/2.0 408')).toEqual([]);
    engine.runUntil(32_000);
    expect(engine.timesOf('SIP/2.0 408')).toEqual([32_000]);
    engine.runUntil(200_000);
    expect(engine.core.servers.size).toBe(0);
  });

  it('repeats a reliable provisional response until its PRACK', () => {
    const engine = new VirtualEngine();
    engine.receive(request('INVITE', { extra: 'Supported: 100rel\r\n' }));
    engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 183 Progress\r\nRequire: 100rel\r\n\r\n');
    engine.runUntil(2_000);
    expect(engine.timesOf('SIP/2.0 183')).toEqual([0, 500, 1_500]);
    const to = tag(engine, 'SIP/2.0 183');
    engine.receive(request('PRACK', { to, seq: 2, extra: 'RAck: 99 1 INVITE\r\n', branch: 'p1' }));
    expect(engine.timesOf('SIP/2.0 481')).toEqual([2_000]);
    engine.receive(request('PRACK', { to, seq: 3, extra: 'RAck: 2 1 INVITE\r\n', branch: 'p2' }));
    engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
    engine.runUntil(20_000);
    expect(engine.timesOf('SIP/2.0 183')).toHaveLength(3);
  });

  it('refuses to be reliable towards a peer that cannot be', () => {
    const engine = new VirtualEngine();
    engine.receive(request('INVITE'));
    engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 183 Progress\r\nRequire: 100rel\r\n\r\n');
    expect(engine.frames.at(-1)?.head).toBe('response|frame-id|NOK|Remote endpoint does not support 100rel');
  });

  it('declines a session timer it is offered, and keeps one it is required to', () => {
    expect(answered('Session-Expires: 90\r\nSupported: timer\r\n').sent.at(-1)?.text).not.toContain(
      'Session-Expires',
    );
    const required = answered('Session-Expires: 90\r\nRequire: timer\r\n');
    expect(required.sent.at(-1)?.text).toContain('Session-Expires: 90;refresher=uac');
    required.receive(request('ACK', { to: tag(required, 'SIP/2.0 200'), branch: 'ack' }));
    required.runUntil(200_000);
    expect(required.timesOf('BYE')[0]).toBe(60_000);
  });

  it('sends in-dialog requests to the source only when told to', () => {
    const behindNat = request('INVITE').replace('sip:peer@192.0.2.9:5070', 'sip:peer@10.0.0.7:5070');
    for (const natRouteToSource of [false, true]) {
      const engine = new VirtualEngine({ natRouteToSource });
      engine.receive(behindNat, flowFrom(40_000));
      engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
      engine.command('|c1;from-tag=p', 'INFO sip:placeholder SIP/2.0\r\n\r\n');
      const { to, text } = engine.sent.at(-1) ?? { text: '' };
      expect(text).toMatch(/^INFO sip:peer@10\.0\.0\.7:5070 /);
      expect(to).toMatchObject(
        natRouteToSource ? { host: '192.0.2.9', port: 40_000 } : { host: '10.0.0.7', port: 5070 },
      );
    }
  });
});

describe('calling', () => {
  const invite =
    'INVITE sip:bob@192.0.2.9:5070 SIP/2.0\r\nFrom: sip:alice@localhost\r\nContact: sip:alice@localhost\r\n\r\n';

  it('repeats the INVITE and makes a 408 after 32 s', () => {
    const engine = new VirtualEngine();
    engine.command('|', invite);
    engine.runUntil(40_000);
    expect(engine.timesOf('INVITE')).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    const last = engine.frames.at(-1);
    expect(last?.head).toMatch(/^sip\|network\|0\|\|\|0\|/);
    expect(last?.message?.toString()).toMatch(/^SIP\/2\.0 408 Request Timeout/);
  });

  it('writes its own address where the application says localhost', () => {
    const engine = new VirtualEngine();
    engine.command('|', invite);
    const { text } = engine.sent[0] ?? { text: '' };
    expect(text).toMatch(/^From: <sip:alice@192\.0\.2\.1:5060>;tag=/m);
    expect(text).toMatch(/^Contact: sip:alice@192\.0\.2\.1:5060\r$/m);
  });

  it('takes Call-ID, CSeq and From tag of the application, as a repetition with credentials needs', () => {
    const engine = new VirtualEngine();
    engine.command(
      '|',
      `${invite.slice(0, -2)}Call-ID: mine\r\nCSeq: 7 INVITE\r\n\r\n`.replace(
        'alice@localhost',
        'a@b;tag=t9',
      ),
    );
    expect(engine.sent[0]?.text).toMatch(/Call-ID: mine\r\nCSeq: 7 INVITE/);
    expect(engine.sent[0]?.text).toMatch(/^From: .*;tag=t9\r$/m);
  });

  it('goes on ringing no longer than its limit', () => {
    const engine = new VirtualEngine({ limits: { ringMs: 60_000 } });
    engine.command('|', invite);
    const sent = engine.sent[0]?.text ?? '';
    const headers = sent.slice(sent.indexOf('\r\n'), sent.indexOf('Contact'));
    engine.receive(`SIP/2.0 180 Ringing${headers}Content-Length: 0\r\n\r\n`);
    engine.runUntil(120_000);
    expect(engine.timesOf('CANCEL')[0]).toBe(60_000);
    expect(engine.frames.at(-1)?.message?.toString()).toMatch(/^SIP\/2\.0 408/);
    expect(engine.core.callers.size).toBe(0);
  });
});

it('never throws, whatever arrives and in whatever state it is', () => {
  const base = fc.constantFrom(
    ...tortureMessages.map(({ bytes }) => bytes),
    ...['INVITE', 'ACK', 'BYE', 'CANCEL', 'PRACK', 'UPDATE', 'REFER'].map((method) =>
      Buffer.from(request(method, { to: ';tag=t000000000002', seq: 2 })),
    ),
  );
  const mutation = fc.record({
    at: fc.nat(900),
    remove: fc.nat(30),
    insert: fc.uint8Array({ maxLength: 8 }),
  });
  const step = fc.record({
    base,
    mutations: fc.array(mutation, { maxLength: 3 }),
    waitMs: fc.nat(5_000),
    isTcp: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const engine = answered('Supported: 100rel, timer\r\nSession-Expires: 90;refresher=uas\r\n');
      for (const { base: bytes, mutations, waitMs, isTcp } of steps) {
        const mutated = mutations.reduce((text, { at, remove, insert }) => {
          const from = at % (text.length + 1);
          return Buffer.concat([text.subarray(0, from), insert, text.subarray(from + remove)]);
        }, bytes);
        engine.receive(mutated, flowFrom(5070, isTcp ? 'tcp' : 'udp'));
        engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
        engine.runUntil(engine.core.nowMs + waitMs);
      }
      engine.runUntil(engine.core.nowMs + 400_000);
      expect(engine.core.servers.size + engine.core.callers.size).toBe(0);
    }),
    { numRuns: 400, seed: 3261 },
  );
});
