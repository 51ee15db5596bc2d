// RFC 4475 over real UDP against a running engine with a real application: nothing breaks it, and calls go on.
import { createSocket } from 'node:dgram';
import { once as onceEmitted } from 'node:events';
import type Srf from 'drachtio-srf';
import { RawPeer } from './testing/raw-peer';
import { hangUp, once, sdp, TestApp } from './testing/test-app';
import { tortureMessages } from './torture/messages';

let app: TestApp;
beforeEach(async () => {
  app = await TestApp.start();
});
afterEach(async () => {
  await app.close();
  expect(app.errors).toEqual([]);
});

it('takes all messages, answers what can be answered, and then a call', async () => {
  const application = await answerEverything();
  const delivered = tortureMessages
    .filter(({ answer, name }) => answer === 'delivered' && !repeating.includes(name))
    .map(({ bytes }) => callIdOf(bytes.toString()));
  const responses = await sendAll(
    tortureMessages.map(({ bytes }) => bytes),
    (texts) => delivered.every((callId) => texts.some((text) => is200Of(text, callId))),
  );
  expect(application.asked).toEqual(delivered);

  const refusals = responses.filter((text) => statusOf(text) >= 300).map(refusalOf);
  const wanted = tortureMessages.flatMap(({ answer, bytes }) =>
    typeof answer === 'number' ? [`${answer} ${callIdOf(bytes.toString())}`] : [],
  );
  expect([...new Set(refusals)].sort()).toEqual(wanted.sort());

  const peer = await RawPeer.open(app.port);
  const invite = { method: 'INVITE', headers: ['Content-Type: application/sdp'], body: sdp(6000) };
  peer.send(peer.request({ ...invite, callId: 'a-plain-call' }));
  const ok = await peer.nextResponse(200, 'INVITE');
  const toTag = /;tag=([^;]+)/.exec(ok.headers.text('to'))?.[1] ?? '';
  peer.send(peer.request({ method: 'ACK', callId: 'a-plain-call', toTag }));
  const ended = hangUp(await application.dialogOf('a-plain-call'));
  peer.send(peer.response(await peer.next('BYE'), 200));
  await ended;
  await peer.close();
});

it('gives the application a name with a NUL in it, as a quoted pair', async () => {
  const application = await answerEverything();
  const peer = await RawPeer.open(app.port);
  const invite = peer.request({
    method: 'INVITE',
    headers: ['Content-Type: application/sdp'],
    body: sdp(6000),
  });
  peer.send(invite.replace('From: <', 'From: "A\\\0 B" <'));
  await peer.nextResponse(200, 'INVITE');
  expect(application.asked).toHaveLength(1);
  await peer.close();
});

/** To a transaction layer they repeat cparam01 and escnull: the RFC gave them the same branch, sender and method. */
const repeating = ['cparam02', 'regescrt'];

interface Application {
  /** Call-IDs, in the order in which they came. */
  readonly asked: readonly string[];
  dialogOf(callId: string): Promise<Srf.Dialog>;
}

const answerEverything = async (): Promise<Application> => {
  const asked: string[] = [];
  const dialogs = new Map<string, Srf.Dialog>();
  const waiting = new Map<string, (dialog: Srf.Dialog) => void>();
  app.srf.invite((req, res) => {
    const callId = req.get('call-id');
    asked.push(callId);
    void app.srf.createUAS(req, res, { localSdp: sdp(5000) }, (error, dialog) => {
      if (error) return;
      dialogs.set(callId, dialog);
      waiting.get(callId)?.(dialog);
    });
  });
  const answer = (req: Srf.SrfRequest, res: Srf.SrfResponse): void => {
    if (!isMark(req.get('call-id'))) asked.push(req.get('call-id'));
    res.send(200);
  };
  for (const method of ['options', 'register', 'message']) app.srf.use(method, answer);
  await app.connect();
  return {
    asked,
    dialogOf: async (callId) =>
      dialogs.get(callId) ?? (await once<Srf.Dialog>((done) => waiting.set(callId, done))),
  };
};

/** Sends each message when what was sent behind the one before is answered; gives all responses once they are enough. */
const sendAll = async (
  messages: readonly Buffer[],
  areEnough: (texts: readonly string[]) => boolean,
): Promise<readonly string[]> => {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await onceEmitted(socket, 'listening');
  const texts: string[] = [];
  let onMark: (callId: string) => void = () => undefined;
  let onResponse = (): void => undefined;
  socket.on('message', (bytes) => {
    const text = bytes.toString('latin1');
    if (isMark(callIdOf(text))) onMark(callIdOf(text));
    else {
      texts.push(text);
      onResponse();
    }
  });
  for (const [index, bytes] of messages.entries()) {
    const mark = `mark-${index}`;
    const passed = new Promise<void>((done) => (onMark = (callId) => callId === mark && done()));
    socket.send(bytes, app.port, '127.0.0.1');
    socket.send(markOf(mark, socket.address().port), app.port, '127.0.0.1');
    await passed;
  }
  await new Promise<void>((done) => {
    onResponse = () => (areEnough(texts) ? done() : undefined);
    onResponse();
  });
  socket.close();
  return texts;
};

const markOf = (callId: string, port: number): string =>
  [
    `OPTIONS sip:app@127.0.0.1:${app.port} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK-${callId}`,
    'From: <sip:peer@127.0.0.1>;tag=1',
    'To: <sip:app@127.0.0.1>',
    `Call-ID: ${callId}`,
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

const isMark = (callId: string): boolean => callId.startsWith('mark-');
const statusOf = (text: string): number => Number(/^SIP\/2\.0 (\d{3})/.exec(text)?.[1]);
const callIdOf = (text: string): string => /^(?:call-id|i)[ \t]*:[ \t]*(.*?)\r$/im.exec(text)?.[1] ?? '';
const is200Of = (text: string, callId: string): boolean =>
  statusOf(text) === 200 && callIdOf(text) === callId;
const refusalOf = (text: string): string => `${statusOf(text)} ${callIdOf(text)}`;
