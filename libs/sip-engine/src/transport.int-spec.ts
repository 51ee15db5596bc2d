// The network side on real sockets: streams cut anywhere, keep-alives, rubbish, and torture with a valid request after each.
import { connect } from 'node:net';
import { tortureMessages } from './torture/messages';
import { RawPeer } from './testing/raw-peer';
import { TestApp } from './testing/test-app';

let app: TestApp;

const start = async (transport: 'udp' | 'tcp'): Promise<void> => {
  app = await TestApp.start(transport);
  app.srf.use('options', (_req, res) => res.send(200));
  await app.connect();
};

afterEach(async () => {
  await app.close();
  expect(app.errors).toEqual([]);
});

it('survives every torture message over UDP and answers a valid OPTIONS after each', async () => {
  await start('udp');
  const peer = await RawPeer.open(app.port);
  for (const [index, { bytes }] of tortureMessages.entries()) {
    peer.send(bytes);
    peer.send(peer.request({ method: 'OPTIONS', callId: `after-${index}` }));
    await peer.next(
      (message) => message.kind === 'response' && message.headers.get('call-id') === `after-${index}`,
    );
  }
  await peer.close();
});

/** A TCP peer that collects text. */
const dial = async () => {
  const socket = connect(app.port, '127.0.0.1');
  let text = '';
  const watchers = new Set<() => void>();
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    watchers.forEach((look) => look());
  });
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
  const sees = (wanted: string): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (text.includes(wanted)) resolve(text);
      };
      watchers.add(look);
      look();
    });
  return { socket, sees, closed };
};

const options = (callId: string, length = 'Content-Length: 0') =>
  `OPTIONS sip:app@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5;branch=z9hG4bK${callId}\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: ${callId}\r\nCSeq: 1 OPTIONS\r\n${length}\r\n\r\n`;

it('answers a double CRLF with a single one, between two messages in one segment', async () => {
  await start('tcp');
  const { socket, sees } = await dial();
  socket.write(`${options('one')}\r\n\r\n${options('two')}`);
  const text = await sees('Call-ID: two');
  expect(text).toContain('Call-ID: one');
  expect(text.split('SIP/2.0 200')).toHaveLength(3);
  expect(text.startsWith('\r\n') || text.includes('\r\n\r\n\r\n')).toBe(true);
  socket.destroy();
});

it('puts a message together from single bytes', async () => {
  await start('tcp');
  const { socket, sees } = await dial();
  for (const byte of Buffer.from(options('bytes'))) socket.write(Buffer.from([byte]));
  await sees('Call-ID: bytes');
  socket.destroy();
});

it('refuses a message without length and closes, as the stream is lost', async () => {
  await start('tcp');
  const { socket, sees, closed } = await dial();
  socket.write(options('lost', 'Content-Length: many'));
  await sees('SIP/2.0 400');
  await closed;
});

it('survives every torture message over TCP', async () => {
  await start('tcp');
  for (const { bytes } of tortureMessages) {
    const { socket } = await dial();
    await new Promise<void>((resolve) => socket.end(bytes, resolve));
  }
  const { socket, sees } = await dial();
  socket.write(options('alive'));
  await sees('Call-ID: alive');
  socket.destroy();
});
