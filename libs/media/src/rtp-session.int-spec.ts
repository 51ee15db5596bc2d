import { decodeMulaw, encodeMulaw, FRAME_SAMPLES, levelOf, transcode } from '@trunkline/audio';
import { parseRtcp, parseRtp, serializeRtp } from '@trunkline/rtp';
import { type AgreedMedia } from '@trunkline/sdp';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { openRtpSession } from './open-session';
import { portRange } from './port-range';
import { type RtpSession } from './rtp-session';

const HOST = '127.0.0.1';
const tone = encodeMulaw(Int16Array.from({ length: FRAME_SAMPLES }, (_, n) => 8_000 * Math.sin(n / 2)));

/** The far end: a bare socket, whose every word the test chooses. */
class Peer {
  readonly received: Buffer[] = [];
  #sequence = 65_530;
  #timestamp = 4_294_966_000;

  private constructor(readonly socket: Socket) {
    socket.on('message', (bytes) => this.received.push(bytes));
  }

  static async open(): Promise<Peer> {
    const socket = createSocket('udp4');
    socket.bind(0, HOST);
    await once(socket, 'listening');
    return new Peer(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  async send(
    port: number,
    packet: { payload?: Uint8Array; payloadType?: number; ssrc?: number } = {},
  ): Promise<void> {
    const { payload = tone, payloadType = 0, ssrc = 7 } = packet;
    const marker = false;
    const fields = {
      ssrc,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      payloadType,
      marker,
      payload,
    };
    await this.raw(port, serializeRtp(fields));
    this.skip();
  }

  /** A packet that is lost on the way. */
  skip(): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
  }

  raw(port: number, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.socket.send(bytes, port, HOST, () => resolve()));
  }

  async got(count: number): Promise<Buffer> {
    while (this.received.length < count) await once(this.socket, 'message');
    return this.received[count - 1] ?? Buffer.alloc(0);
  }
}

describe('an RTP session on loopback', () => {
  const ports = portRange(38_000, 38_039);
  let nowMs: number;
  let session: RtpSession;
  let [peer, rtcp, stranger]: Peer[] = [];
  let digits: string[];
  let sources: number[];
  let waiting: { count: number; resolve: () => void } | undefined;

  const media = (changes: Partial<AgreedMedia> = {}): AgreedMedia => ({
    remoteHost: HOST,
    remotePort: theirs(peer).port,
    remoteRtcpPort: theirs(rtcp).port,
    codec: 'PCMU',
    payloadType: 0,
    eventPayloadType: 101,
    packetMs: 20,
    direction: 'sendrecv',
    ...changes,
  });
  const theirs = (one: Peer | undefined): Peer => {
    if (!one) throw new Error('no peer');
    return one;
  };
  /** Datagrams, good or bad, that the session has taken from its socket. */
  const taken = (count: number): Promise<void> =>
    new Promise((resolve) => {
      waiting = { count, resolve };
      if (session.counts.received >= count) resolve();
    });

  beforeEach(async () => {
    [nowMs, digits, sources, waiting] = [1_000, [], [], undefined];
    [peer, rtcp, stranger] = await Promise.all([Peer.open(), Peer.open(), Peer.open()]);
    const opened = await openRtpSession({
      host: HOST,
      ports,
      clock: () => nowMs,
      events: {
        onDigit: (digit) => digits.push(digit),
        onSource: (ssrc) => sources.push(ssrc),
        // Told of a datagram before it is counted: looked at once it is.
        onReceive: () =>
          queueMicrotask(() => waiting && session.counts.received >= waiting.count && waiting.resolve()),
      },
    });
    if (!opened) throw new Error('no port');
    session = opened;
  });
  afterEach(() => {
    session.close();
    session.close();
    ports.give(session.port, nowMs);
    for (const one of [peer, rtcp, stranger]) one?.socket.close();
  });

  const hear = (frames: number): string[] =>
    Array.from({ length: frames }, () => {
      nowMs += 20;
      return session.hear(nowMs).kind;
    });

  it('plays what the agreed peer says, over the wrap of sequence and timestamp', async () => {
    session.agree(media());
    for (let sent = 1; sent <= 12; sent += 1) {
      await theirs(peer).send(session.port);
      await taken(sent);
      hear(1);
    }
    expect(sources).toEqual([7]);
    expect(session.counts.lost).toBe(0);
    expect(session.counts.played).toBeGreaterThanOrEqual(6);
  });

  it('decodes and answers A-law', async () => {
    session.agree(media({ codec: 'PCMA', payloadType: 8 }));
    for (let sent = 1; sent <= 8; sent += 1) {
      await theirs(peer).send(session.port, { payload: transcode(tone, 'alaw'), payloadType: 8 });
      await taken(sent);
    }
    nowMs += 100;
    const heard = session.hear(nowMs);
    expect(heard.kind).toBe('frame');
    expect(levelOf(decodeMulaw(heard.mulaw))).toBeGreaterThan(-20);
    session.speak(nowMs, () => tone);
    const packet = parseRtp(await theirs(peer).got(1));
    expect(packet).toMatchObject({ kind: 'rtp', payloadType: 8 });
    expect(packet.kind === 'rtp' && Buffer.from(packet.payload)).toEqual(
      Buffer.from(transcode(tone, 'alaw')),
    );
  });

  it('conceals what is lost on the way', async () => {
    session.agree(media());
    for (let sent = 1; sent <= 10; sent += 1) {
      if (sent === 6) theirs(peer).skip();
      await theirs(peer).send(session.port);
    }
    await taken(10);
    const kinds = hear(11);
    expect(kinds.filter((kind) => kind === 'made').length).toBeGreaterThanOrEqual(1);
    expect(session.fates).toMatchObject({
      played: 9,
      concealed: session.counts.lost,
      late: 0,
      overflowed: 0,
    });
    expect(session.counts.lost).toBeGreaterThanOrEqual(1);
  });

  it('neither hears nor answers a stranger once the peer was heard, nor after a session refresh', async () => {
    session.agree(media());
    for (let sent = 1; sent <= 4; sent += 1) await theirs(peer).send(session.port);
    await taken(4);
    nowMs += 6_000;
    session.agree(media());
    for (let sent = 1; sent <= 8; sent += 1) await theirs(stranger).send(session.port, { ssrc: 9 });
    await taken(12);
    expect([session.counts.refused, sources]).toEqual([8, [7]]);
    session.speak(nowMs, () => tone);
    await theirs(peer).got(1);
    expect(theirs(stranger).received).toEqual([]);
  });

  it('tells a digit once, though its end comes three times', async () => {
    session.agree(media());
    for (let sent = 1; sent <= 3; sent += 1) await theirs(peer).send(session.port);
    const event = (end: boolean, duration: number) => ({
      payloadType: 101,
      payload: new Uint8Array([5, end ? 0x8a : 0x0a, duration >> 8, duration & 0xff]),
    });
    const at = { ssrc: 7, timestamp: 99_999, marker: false };
    const spelled = [
      event(false, 160),
      event(false, 320),
      event(true, 480),
      event(true, 480),
      event(true, 480),
    ];
    for (const [index, part] of spelled.entries())
      await theirs(peer).raw(
        session.port,
        serializeRtp({ ...at, ...part, sequence: (65_533 + index) & 0xffff }),
      );
    await taken(8);
    hear(10);
    expect(digits).toEqual(['5']);
  });

  it('takes comfort noise for a sign of life, not for audio, and garbage for nothing', async () => {
    session.agree(media());
    for (let sent = 1; sent <= 4; sent += 1) await theirs(peer).send(session.port);
    await taken(4);
    nowMs += 5_000;
    await theirs(peer).send(session.port, { payloadType: 13, payload: new Uint8Array([60]) });
    for (const bytes of [[], [0x80], [0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]])
      await theirs(peer).raw(session.port, Uint8Array.from(bytes));
    await taken(8);
    expect(session.lastHeardAtMs).toBe(nowMs);
    expect(session.counts.invalid).toBe(3);
  });

  it('reports by RTCP, says BYE at its end, and does not end because the peer says so', async () => {
    session.agree(media());
    for (let sent = 1; sent <= 4; sent += 1) await theirs(peer).send(session.port);
    await taken(4);
    session.speak(nowMs, () => tone);
    nowMs += 10_000;
    session.speak(nowMs, () => tone);
    const report = parseRtcp(await theirs(rtcp).got(1));
    const kinds = report.kind === 'invalid' ? [] : report.packets.map(({ kind }) => kind);
    expect(kinds[0]).toBe('sender-report');
    // RTCP BYE of source 7 (RFC 3550 6.6), from the peer's address: anybody on its host could send it.
    const bye = Uint8Array.from([0x80, 201, 0, 1, 0, 0, 0, 7, 0x81, 203, 0, 1, 0, 0, 0, 7]);
    await theirs(rtcp).raw(session.port + 1, bye);
    await theirs(peer).send(session.port);
    await taken(5);
    expect(session.lastHeardAtMs).toBe(nowMs);
    session.close();
    const leaving = parseRtcp(await theirs(rtcp).got(2));
    expect(leaving.kind === 'invalid' ? [] : leaving.packets.map(({ kind }) => kind)).toContain('bye');
  });

  it.each([0, 65_536, 99_999])(
    'sends no RTCP to port %i, and does not break over it',
    async (remoteRtcpPort) => {
      session.agree(media({ remoteRtcpPort }));
      session.speak(nowMs, () => tone);
      nowMs += 10_000;
      session.speak(nowMs, () => tone);
      expect((await theirs(peer).got(2)).length).toBeGreaterThan(0);
      session.close();
      expect(theirs(rtcp).received).toEqual([]);
    },
  );

  it('goes on with sequence and timestamp when the codec changes, and is silent while it is held', async () => {
    session.agree(media());
    session.speak(nowMs, () => tone);
    const first = parseRtp(await theirs(peer).got(1));
    session.agree(media({ codec: 'PCMA', payloadType: 8 }));
    nowMs += 20;
    session.speak(nowMs, () => tone);
    const second = parseRtp(await theirs(peer).got(2));
    if (first.kind === 'invalid' || second.kind === 'invalid') throw new Error('no RTP');
    expect((second.sequence - first.sequence) & 0xffff).toBe(1);
    expect((second.timestamp - first.timestamp) >>> 0).toBe(FRAME_SAMPLES);
    session.agree(media({ remoteHost: '0.0.0.0', direction: 'inactive', codec: 'PCMA', payloadType: 8 }));
    nowMs += 20;
    session.speak(nowMs, () => tone);
    session.agree(media({ codec: 'PCMA', payloadType: 8 }));
    nowMs += 20;
    session.speak(nowMs, () => tone);
    const third = parseRtp(await theirs(peer).got(3));
    expect(third.kind !== 'invalid' && (third.sequence - second.sequence) & 0xffff).toBe(1);
  });

  it('keeps what it knows of the frames before when the codec changes', async () => {
    session.agree(media());
    for (let sent = 1; sent <= 40; sent += 1) await theirs(peer).send(session.port);
    await taken(40);
    const before = session.fates;
    expect(before.overflowed).toBeGreaterThan(0);
    session.agree(media({ codec: 'PCMA', payloadType: 8 }));
    expect(session.fates).toEqual(before);
  });

  it('skips a port that somebody else holds, and gives the port free when it is closed', async () => {
    const events = { onDigit: () => undefined, onSource: () => undefined, onReceive: () => undefined };
    const range = portRange(38_100, 38_103);
    const squatter = createSocket('udp4');
    squatter.bind(38_100, HOST);
    await once(squatter, 'listening');
    const open = () => openRtpSession({ host: HOST, ports: range, clock: () => nowMs, events });
    const opened = await open();
    expect([opened?.port, range.out]).toEqual([38_102, 1]);
    opened?.close();
    range.give(38_102, nowMs);
    nowMs += 5_000;
    squatter.close();
    await once(squatter, 'close');
    const again = [await open(), await open()];
    expect(again.map((one) => one?.port).sort()).toEqual([38_100, 38_102]);
    for (const one of again) one?.close();
  });
});
