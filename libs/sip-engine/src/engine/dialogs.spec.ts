// Dialogs of the engine on a virtual clock: order, loops, route sets, refreshes, and the way responses go.
import { flowFrom, VirtualEngine } from '../testing/virtual-engine';

interface Change {
  readonly to?: string;
  readonly seq?: number;
  readonly branch?: string;
  readonly extra?: string;
  readonly sentBy?: string;
}

const request = (
  method: string,
  { to = '', seq = 1, branch = method, extra = '', sentBy = '192.0.2.9:5070' }: Change = {},
): string =>
  `${method} sip:app@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP ${sentBy};branch=z9hG4bK${branch}\r\n` +
  `From: <sip:peer@192.0.2.9>;tag=p\r\nTo: <sip:app@192.0.2.1>${to}\r\nCall-ID: c1\r\nCSeq: ${seq} ${method}\r\n` +
  `Contact: <sip:peer@192.0.2.9:5070>\r\n${extra}Content-Length: 0\r\n\r\n`;

const lastStatus = (engine: VirtualEngine): string => engine.sent.at(-1)?.text.slice(8, 11) ?? '';

const answered = (extra = ''): { engine: VirtualEngine; to: string } => {
  const engine = new VirtualEngine();
  engine.receive(request('INVITE', { extra }));
  engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
  const to = /^To: .*(;tag=[^\r;]+)/m.exec(engine.sent.at(-1)?.text ?? '')?.[1] ?? '';
  engine.receive(request('ACK', { to, branch: 'ack' }));
  return { engine, to };
};

/** Our own call, answered with the headers given. */
const called = (headers: string): VirtualEngine => {
  const engine = new VirtualEngine();
  engine.command(
    '|',
    'INVITE sip:bob@192.0.2.9:5070 SIP/2.0\r\nContent-Type: application/sdp\r\n\r\nv=0 ours',
  );
  const sent = engine.sent[0]?.text ?? '';
  const copied = sent.split('\r\n').filter((line) => /^(Via|From|Call-ID|CSeq):/.test(line));
  engine.receive(
    [
      'SIP/2.0 200 OK',
      ...copied,
      'To: <sip:bob@192.0.2.9:5070>;tag=b',
      'Contact: <sip:bob@192.0.2.9:5071>',
      headers,
      '',
      '',
    ].join('\r\n'),
  );
  const dialogId = engine.frames.at(-1)?.head.split('|')[8] ?? '';
  engine.command(`|${dialogId}`, 'ACK sip:placeholder SIP/2.0\r\n\r\n');
  return engine;
};

it('refuses a request whose number does not grow, and takes one that leaves a gap', () => {
  const { engine, to } = answered();
  engine.receive(request('INFO', { to, seq: 1 }));
  expect(lastStatus(engine)).toBe('500');
  engine.receive(request('INFO', { to, seq: 9, branch: 'later' }));
  expect(engine.frames.at(-1)?.message?.toString()).toMatch(/^INFO/);
});

it('calls the same INVITE by another way a loop while the first is at work', () => {
  const engine = new VirtualEngine();
  engine.receive(request('INVITE'));
  engine.receive(request('INVITE', { branch: 'other-way' }));
  expect(lastStatus(engine)).toBe('482');
});

it('refuses a second dialog of the same name', () => {
  const { engine } = answered();
  engine.receive(request('INVITE', { seq: 2, branch: 'again' }));
  expect(lastStatus(engine)).toBe('482');
});

it('routes its requests by the recorded route, in order when called and reversed when calling', () => {
  const recorded = 'Record-Route: <sip:one@192.0.2.21;lr>, <sip:two@192.0.2.22;lr>';
  const { engine: uas } = answered(`${recorded}\r\n`);
  uas.command('|c1;from-tag=p', 'BYE sip:placeholder SIP/2.0\r\n\r\n');
  expect(uas.sent.at(-1)?.to.host).toBe('192.0.2.21');
  const uac = called(recorded);
  const ack = uac.sent.at(-1);
  expect(ack?.to.host).toBe('192.0.2.22');
  expect(ack?.text).toMatch(
    /^ACK sip:bob@192\.0\.2\.9:5071 [\s\S]*Route: <sip:two@192\.0\.2\.22;lr>\r\nRoute: <sip:one@192\.0\.2\.21;lr>/,
  );
});

it('obeys a strict router: its URI in front, the target at the end of the route', () => {
  const ack = called('Record-Route: <sip:strict@192.0.2.22>').sent.at(-1)?.text;
  expect(ack).toMatch(/^ACK sip:strict@192\.0\.2\.22 [\s\S]*Route: <sip:bob@192\.0\.2\.9:5071>/);
});

it.each([
  ['the truth in Via: to its port', '192.0.2.9:5080', 5080],
  ['another host in Via: to the source', '10.0.0.1:5080', 40_000],
  ['rport asked for: to the source', '192.0.2.9:5080;rport', 40_000],
])('answers a peer with %s', (_name, sentBy, port) => {
  const engine = new VirtualEngine();
  engine.receive(request('OPTIONS', { sentBy }), flowFrom(40_000));
  expect(engine.sent.at(-1)?.to).toMatchObject({ host: '192.0.2.9', port });
});

it('refreshes by re-INVITE where UPDATE is not allowed, and acknowledges by itself', () => {
  const engine = called('Session-Expires: 90;refresher=uac');
  engine.runUntil(45_000);
  const refresh = engine.sent.at(-1)?.text ?? '';
  expect(refresh).toMatch(/^INVITE [\s\S]*v=0 ours$/);
  const copied = refresh.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  engine.receive(['SIP/2.0 200 OK', ...copied, 'Session-Expires: 90;refresher=uac', '', ''].join('\r\n'));
  expect(engine.sent.at(-1)?.text).toMatch(/^ACK/);
  engine.runUntil(89_000);
  expect(engine.timesOf('BYE')).toEqual([]);
  engine.runUntil(91_000);
  expect(engine.timesOf('INVITE').filter((atMs) => atMs >= 90_000)).not.toEqual([]);
});

it('leaves the refresh to a peer that took it over, and hangs up when it is forgotten', () => {
  const engine = called('Session-Expires: 90;refresher=uas');
  engine.runUntil(59_999);
  expect(engine.sent.filter(({ text }) => /^(UPDATE|INVITE)/.test(text))).toHaveLength(1);
  engine.runUntil(60_000);
  expect(engine.timesOf('BYE')[0]).toBe(60_000);
});

it('acknowledges and releases an answer its application does not want to know', () => {
  const engine = new VirtualEngine();
  engine.command('|', 'INVITE sip:bob@192.0.2.9:5070 SIP/2.0\r\n\r\n');
  const copied = (engine.sent[0]?.text ?? '')
    .split('\r\n')
    .filter((line) => /^(Via|From|Call-ID|CSeq):/.test(line));
  engine.receive(
    ['SIP/2.0 200 OK', ...copied, 'To: <sip:b@h>;tag=b', 'Contact: <sip:bob@192.0.2.9:5071>', '', ''].join(
      '\r\n',
    ),
  );
  engine.runUntil(32_000);
  expect([engine.timesOf('ACK'), engine.timesOf('BYE')]).toEqual([[32_000], [32_000]]);
  expect(engine.core.dialogs.size).toBe(0);
});

it('refuses further INVITEs while the application does not react to those it has', () => {
  const engine = new VirtualEngine({ limits: { unattendedInvitesMax: 1 } });
  const other = request('INVITE', { branch: 'two' }).replace('c1', 'c2');
  engine.receive(request('INVITE'));
  engine.receive(other);
  expect(lastStatus(engine)).toBe('503');
  engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 180 Ringing\r\n\r\n');
  engine.receive(other.replace(/c2/g, 'c3').replace('two', 'three'));
  expect(lastStatus(engine)).toBe('100');
});

it('holds our BYE back until the 200 is acknowledged, or given up', () => {
  const engine = new VirtualEngine();
  engine.receive(request('INVITE'));
  engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
  const to = /^To: .*(;tag=[^\r;]+)/m.exec(engine.sent.at(-1)?.text ?? '')?.[1] ?? '';
  engine.command('|c1;from-tag=p', 'BYE sip:placeholder SIP/2.0\r\n\r\n');
  engine.runUntil(1_000);
  expect(engine.timesOf('BYE')).toEqual([]);
  engine.receive(request('ACK', { to, branch: 'ack' }));
  expect(engine.timesOf('BYE')).toEqual([1_000]);
  const late = new VirtualEngine();
  late.receive(request('INVITE'));
  late.command(`${late.lastTransactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
  late.command('|c1;from-tag=p', 'BYE sip:placeholder SIP/2.0\r\n\r\n');
  late.runUntil(32_000);
  expect(late.timesOf('BYE')).toEqual([32_000]);
});

it.each([
  ['a bar in the Call-ID', (text: string) => text.replace('c1', 'c|1')],
  ['a bar in the tag', (text: string) => text.replace('tag=p', 'tag="a|b"')],
  ['no Contact', (text: string) => text.replace(/Contact:.*\r\n/, '')],
])('refuses an INVITE with %s: the application could not be told about it', (_name, change) => {
  const engine = new VirtualEngine();
  engine.receive(change(request('INVITE')));
  expect([lastStatus(engine), engine.frames.length]).toEqual(['400', 0]);
});

it('ends a subscription with the NOTIFY that says so', () => {
  const engine = new VirtualEngine({}, ['subscribe']);
  engine.receive(request('SUBSCRIBE', { extra: 'Event: presence\r\n' }));
  engine.command(`${engine.lastTransactionId}|`, 'SIP/2.0 202 Accepted\r\n\r\n');
  expect(engine.core.dialogs.size).toBe(1);
  engine.command(
    '|c1;from-tag=p',
    'NOTIFY sip:placeholder SIP/2.0\r\nSubscription-State: terminated\r\n\r\n',
  );
  const copied = (engine.sent.at(-1)?.text ?? '')
    .split('\r\n')
    .filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  engine.receive(['SIP/2.0 200 OK', ...copied, '', ''].join('\r\n'));
  expect(engine.core.dialogs.size).toBe(0);
});
