// The admin door on a real socket: what drachtio-srf never does, and what it always does.
import { connect, type Socket } from 'node:net';
import { encodeFrame, FrameDecoder } from './admin/frame';
import { createSipEngine, type SipEngine } from './engine';
import { RawPeer } from './testing/raw-peer';

let engine: SipEngine;
let lastId = 0;

const open = async () => {
  const socket = connect(engine.adminPort, engine.adminHost);
  const decoder = new FrameDecoder(8 * 1024 * 1024);
  const arrived: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('data', (chunk) => {
    for (const unit of decoder.push(chunk)) {
      if (unit.kind !== 'frame') throw new Error('bad frame');
      const text = `${unit.head.slice(37)}\n${unit.message?.toString() ?? ''}`;
      const take = waiting.shift();
      if (take) take(text);
      else arrived.push(text);
    }
  });
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
  const next = (): Promise<string> => {
    const found = arrived.shift();
    return found === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(found);
  };
  return { socket, closed, next, arrived };
};

const idOf = (): string => {
  lastId += 1;
  return `00000000-0000-4000-8000-${String(lastId).padStart(12, '0')}`;
};

const send = (socket: Socket, text: string, message?: string): string => {
  const id = idOf();
  socket.write(encodeFrame(`${id}|${text}`, message === undefined ? undefined : Buffer.from(message)));
  return id;
};

const authenticated = async () => {
  const door = await open();
  send(door.socket, `authenticate|${engine.secret}|`);
  await door.next();
  return door;
};

beforeEach(async () => {
  engine = await createSipEngine({
    listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }],
    admin: { secret: 'open sesame' },
    limits: { adminFrameBytesMax: 1024 * 1024 },
  });
});

afterEach(() => engine.close());

const options = (extra = '') =>
  `OPTIONS sip:bob@127.0.0.1:9 SIP/2.0\r\nFrom: <sip:a@localhost>\r\nContent-Length: 0\r\n${extra}\r\n`;

it('lets in who knows the secret and says where it listens', async () => {
  const { socket, next } = await open();
  const id = send(socket, 'authenticate|open sesame|tag');
  const [{ port } = { port: 0 }] = engine.listening;
  await expect(next()).resolves.toBe(
    `response|${id}|OK|udp/127.0.0.1:${port}|v0.9.10-embedded.1|udp/127.0.0.1:${port}\n`,
  );
  socket.destroy();
});

it('refuses a wrong secret and closes', async () => {
  const { socket, next, closed } = await open();
  const id = send(socket, 'authenticate|guess|');
  await expect(next()).resolves.toBe(`response|${id}|NO|incorrect secret\n`);
  await closed;
  expect(engine.stats().adminRefused).toBe(1);
});

it.each(['route|invite', 'sip||', 'ping'])('refuses %s from who has not said the secret', async (text) => {
  const { socket, next, closed } = await open();
  const id = send(socket, text, text === 'sip||' ? options() : undefined);
  await expect(next()).resolves.toBe(`response|${id}|NO|not authenticated\n`);
  await closed;
  expect(engine.stats().requestsOut).toBe(0);
});

it('answers a ping, byte by byte if need be', async () => {
  const { socket, next } = await authenticated();
  const id = idOf();
  for (const byte of encodeFrame(`${id}|ping`)) socket.write(Buffer.from([byte]));
  await expect(next()).resolves.toBe(`response|${id}|OK|pong\n`);
  socket.destroy();
});

it('takes a frame near its limit and refuses one beyond it, and goes on', async () => {
  const { socket, next } = await authenticated();
  const near = send(
    socket,
    'sip||',
    options(`X-Long: ${'x'.repeat(60_000)}\r\nX-Id: ${'y'.repeat(900_000)}\r\n`),
  );
  const echoed = await next();
  expect(echoed).toContain(`response|${near}|OK|application|`);
  expect(echoed).toContain('y'.repeat(900_000));
  const beyond = send(socket, 'sip||', options(`X-Long: ${'x'.repeat(1_100_000)}\r\n`));
  let reply = await next();
  while (!reply.startsWith('response')) reply = await next();
  expect(reply).toBe(`response|${beyond}|NOK|message too large\n`);
  const ping = send(socket, 'ping');
  await expect(next()).resolves.toBe(`response|${ping}|OK|pong\n`);
  socket.destroy();
});

it.each(['x12#', '1234567890#', '#'])('closes on the length %s', async (bytes) => {
  const { socket, closed } = await authenticated();
  socket.write(bytes);
  await closed;
});

it('ends the connection for a message it does not know', async () => {
  const { socket, next, closed } = await authenticated();
  const id = send(socket, 'dance');
  await expect(next()).resolves.toBe(`response|${id}|NO|Unknown message type\n`);
  await closed;
});

it('removes the route of one verb only', async () => {
  const { socket, next } = await authenticated();
  for (const text of ['route|options', 'route|message', 'remove_route|message']) {
    send(socket, text);
    await next();
  }
  const peer = await RawPeer.open(engine.listening[0]?.port ?? 0);
  peer.send(peer.request({ method: 'MESSAGE', callId: 'm' }));
  await peer.nextResponse(405, 'MESSAGE');
  peer.send(peer.request({ method: 'OPTIONS', callId: 'o' }));
  const frame = await next();
  const [, source, , proto, address, port, , transactionId, dialogId, receivedAddress] =
    frame.split('\n')[0]?.split('|') ?? [];
  expect({ source, proto, address, port, dialogId, receivedAddress }).toEqual({
    source: 'network',
    proto: 'udp',
    address: '127.0.0.1',
    port: String(peer.port),
    dialogId: '',
    receivedAddress: '127.0.0.1',
  });
  send(socket, `sip|${transactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
  await peer.nextResponse(200, 'OPTIONS');
  const late = send(socket, `sip|${transactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
  await next();
  await expect(next()).resolves.toBe(`response|${late}|NOK|Response not sent due to unknown transaction\n`);
  socket.destroy();
  await peer.close();
});

it('refuses in the words drachtio-srf knows', async () => {
  const { socket, next } = await authenticated();
  const [{ port } = { port: 0 }] = engine.listening;
  const cases: [string, string, string][] = [
    [
      'sip||none;from-tag=x',
      'BYE sip:placeholder SIP/2.0\r\n\r\n',
      'Server error: unable to find dialog for dialog id provided',
    ],
    [
      'sip||',
      'OPTIONS sip:bob@127.0.0.1;transport=tls SIP/2.0\r\n\r\n',
      'requested protocol/transport not available',
    ],
    ['sip||', `OPTIONS sip:bob@127.0.0.1:${port} SIP/2.0\r\n\r\n`, 'can not send request to myself'],
    ['sip||', 'OPTIONS mailto:bob SIP/2.0\r\n\r\n', 'invalid request-uri: mailto:bob'],
    ['sip||', 'MESSAGE sip:bob@127.0.0.1:9 SIP/2.0\r\n\r\nhello', 'missing content-type'],
    [
      'sip|none|',
      'CANCEL sip:bob@127.0.0.1:9 SIP/2.0\r\n\r\n',
      'unable to cancel unknown transaction id: none',
    ],
    [
      'sip||none;from-tag=x',
      'ACK sip:bob@127.0.0.1:9 SIP/2.0\r\n\r\n',
      'Server error: ACK for non-success final response is automatically generated by server',
    ],
  ];
  for (const [head, message, reason] of cases) {
    const id = send(socket, head, message);
    await expect(next()).resolves.toBe(`response|${id}|NOK|${reason}\n`);
  }
  socket.destroy();
});
