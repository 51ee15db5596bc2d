// A SIP engine that goes away and comes back: what stood on it ends, and calls are taken again.
import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { drachtioTelephony } from './drachtio-telephony';
import { EngineRefused, type Invitation, type LegEvents, type Telephony } from './telephony.port';

const SDP =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
const SECRET = 'both-know';

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** A wire to the engine's admin port that can be cut, as when the engine is killed. */
class Wire {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((near) => {
    const far = connect(this.farPort, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => this.#sockets.delete(from) && to.destroy());
    }
  });

  constructor(private readonly farPort: number) {}

  async lay(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    for (const socket of [...this.#sockets]) socket.resetAndDestroy();
  }

  async remove(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const engineAt = (sipPort: number, adminPort: number, secret = SECRET): Promise<SipEngine> =>
  createSipEngine({
    listen: [{ transport: 'udp', host: '127.0.0.1', port: sipPort }],
    admin: { host: '127.0.0.1', port: adminPort, secret },
  });

const ending = (): { events: LegEvents; ended: Promise<string> } => {
  let end: (reason: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (end = resolve));
  return { events: { onEnded: end, onOffer: () => undefined, onInfoDigit: () => undefined }, ended };
};

/** A caller may know of the answer before we do, and end the test. */
const answering =
  (events: LegEvents) =>
  (invitation: Invitation): void =>
    void invitation.answer(SDP, events).catch(() => undefined);

/** The next word of the connection. */
const nextWord = (telephony: Telephony): Promise<boolean> =>
  new Promise((resolve) => telephony.onConnection(resolve));

describe('a telephony whose engine goes away', () => {
  let ports: { sip: number; admin: number };
  let engine: SipEngine;
  let callerEngine: SipEngine;
  let telephony: Telephony;
  let caller: Telephony;

  beforeEach(async () => {
    ports = { sip: await freePort(), admin: await freePort() };
    engine = await engineAt(ports.sip, ports.admin);
    callerEngine = await createSipEngine({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }] });
    telephony = drachtioTelephony({ host: '127.0.0.1', port: ports.admin, secret: SECRET }, () => undefined);
    const { adminHost: host, adminPort: port, secret } = callerEngine;
    caller = drachtioTelephony({ host, port, secret }, () => undefined);
    await Promise.all([telephony.open(), caller.open()]);
  });
  afterEach(async () => {
    await telephony.close();
    await caller.close();
    await engine.close();
    await callerEngine.close();
  });

  const call = (events: LegEvents = ending().events) =>
    caller.dial({
      ...{ uri: `sip:bob@127.0.0.1:${ports.sip}`, from: 'sip:alice@localhost', sdp: SDP, headers: {} },
      ...{ events, onRinging: () => undefined, signal: new AbortController().signal },
    });

  it('learns that its legs are over when the wire is cut, and connects again', async () => {
    const wire = new Wire(ports.admin);
    const wired = drachtioTelephony(
      { host: '127.0.0.1', port: await wire.lay(), secret: SECRET },
      () => undefined,
    );
    await telephony.close();
    await wired.open();
    const leg = ending();
    wired.onInvitation(answering(leg.events));
    expect((await call()).kind).toBe('answered');
    const words: boolean[] = [];
    const back = new Promise<void>((resolve) =>
      wired.onConnection((isConnected) => {
        words.push(isConnected);
        if (isConnected) resolve();
      }),
    );
    wire.cut();
    expect(await leg.ended).toBe('engine-lost');
    await back;
    expect(words).toEqual([false, true]);
    expect((await call()).kind).toBe('answered');
    await wired.close();
    await wire.remove();
  });

  it('takes no dial while it is away, and answers again when it is back', async () => {
    telephony.onInvitation(answering(ending().events));
    const lost = nextWord(telephony);
    await engine.close();
    expect(await lost).toBe(false);
    expect(telephony.isConnected).toBe(false);
    const { events } = ending();
    const target = { uri: 'sip:bob@127.0.0.1:9', from: 'sip:a@localhost', sdp: SDP, headers: {}, events };
    const signal = new AbortController().signal;
    expect(await telephony.dial({ ...target, onRinging: () => undefined, signal })).toEqual({
      kind: 'failed',
      status: 503,
    });
    const back = nextWord(telephony);
    engine = await engineAt(ports.sip, ports.admin);
    expect(await back).toBe(true);
    expect((await call()).kind).toBe('answered');
  });

  it('rejects an answer that the engine takes with it', async () => {
    const invited = new Promise<Invitation>((resolve) => telephony.onInvitation(resolve));
    void call();
    const invitation = await invited;
    const lost = nextWord(telephony);
    await engine.close();
    await lost;
    await expect(invitation.answer(SDP, ending().events)).rejects.toThrow('the SIP engine is gone');
    engine = await engineAt(ports.sip, ports.admin);
  });

  it('is opened while the engine is away, and connects when it comes', async () => {
    await engine.close();
    const early = drachtioTelephony(
      { host: '127.0.0.1', port: ports.admin, secret: SECRET },
      () => undefined,
    );
    await early.open();
    expect(early.isConnected).toBe(false);
    const there = nextWord(early);
    engine = await engineAt(ports.sip, ports.admin);
    expect(await there).toBe(true);
    await early.close();
  });

  it('is not opened with a wrong secret', async () => {
    const stranger = drachtioTelephony(
      { host: '127.0.0.1', port: ports.admin, secret: 'x' },
      () => undefined,
    );
    const refused = await stranger.open().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(EngineRefused);
    expect(String(refused)).toContain(`127.0.0.1:${ports.admin} refuses our secret`);
    await stranger.close();
  });
});
