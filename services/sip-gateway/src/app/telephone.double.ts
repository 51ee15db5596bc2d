// A telephone whose callers, human agents and datagrams are the test's: no socket, no clock of its own.
import {
  type DatagramSocket,
  type openRtpSession,
  portRange,
  RtpSession,
  type Ticked,
  type TickerDriver,
} from '@trunkline/media';
import { serializeRtp } from '@trunkline/rtp';
import {
  type Dialed,
  type DialOptions,
  type Invitation,
  type Leg,
  type LegEvents,
  type Telephony,
} from '@trunkline/telephony';
import { EventEmitter } from 'node:events';

export const sdpOf = (port: number, ...lines: readonly string[]): string =>
  [
    'v=0',
    'o=- 1 1 IN IP4 192.0.2.1',
    's=-',
    'c=IN IP4 192.0.2.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    ...lines,
    '',
  ].join('\r\n');

export class FakeLeg implements Leg {
  readonly hungUp: string[] = [];

  constructor(readonly remoteSdp: string = sdpOf(4_000)) {}

  hangUp(reason: string): Promise<void> {
    this.hungUp.push(reason);
    return Promise.resolve();
  }
}

/** An INVITE: what became of it, and its caller's moves. */
export class FakeInvitation implements Invitation {
  readonly sipCallId = 'call@test';
  readonly fromTag = 'tag';
  readonly from = 'alice';
  readonly to = '4711';
  sourceAddress = '192.0.2.1';
  sdp = sdpOf(4_000);
  headers: Readonly<Record<string, string>> = {};
  unreadable?: Readonly<Record<string, string>>;
  readonly responses: number[] = [];
  /** Of the refusal, if there was one. */
  refusalHeaders: Parameters<Invitation['reject']>[2];
  readonly leg = new FakeLeg();
  events: LegEvents | undefined;
  answeredSdp = '';
  cancel: () => void = () => undefined;
  /** How answering goes: at once, unless the test says otherwise. */
  answering: () => Promise<void> = () => Promise.resolve();

  header(name: string): string | undefined {
    return this.headers[name];
  }

  reject(...[status, , headers]: Parameters<Invitation['reject']>): void {
    this.responses.push(status);
    this.refusalHeaders = headers;
  }

  async answer(sdp: string, events: LegEvents): Promise<Leg> {
    this.events = events;
    this.answeredSdp = sdp;
    await this.answering();
    this.responses.push(200);
    return this.leg;
  }

  onCancel(listener: () => void): void {
    this.cancel = listener;
  }
}

/** Dials whoever the test plays. */
export class FakeTelephony implements Telephony {
  readonly dials: DialOptions[] = [];
  isConnected = true;
  #settle: (dialed: Dialed) => void = () => undefined;
  fails = false;

  dial(options: DialOptions): Promise<Dialed> {
    if (this.fails) return Promise.reject(new Error('no engine'));
    this.dials.push(options);
    return new Promise((resolve) => {
      this.#settle = resolve;
      const cancelled = (): void => resolve({ kind: 'failed', status: 487 });
      options.signal.addEventListener('abort', cancelled);
    });
  }

  get last(): DialOptions | undefined {
    return this.dials.at(-1);
  }

  answer(leg: Leg): void {
    this.#settle({ kind: 'answered', leg });
  }

  refuse(status: number): void {
    this.#settle({ kind: 'failed', status });
  }

  onInvitation(): void {
    return undefined;
  }
  onPing(): void {
    return undefined;
  }
  onConnection(): void {
    return undefined;
  }
  release(): void {
    return undefined;
  }
  open(): Promise<void> {
    return Promise.resolve();
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

class FakeSocket extends EventEmitter {
  closes = 0;

  send(...[, , , done]: Parameters<DatagramSocket['send']>): void {
    done();
  }

  close(): void {
    this.closes += 1;
  }
}

/** Ports, sockets and the ticker of a house of two lines, with a clock that the test moves. */
export class House implements TickerDriver {
  nowMs = 10_000;
  readonly ports = portRange(30_000, 30_003);
  readonly legs = new Set<Ticked>();
  readonly rtpSockets: FakeSocket[] = [];
  readonly clock = (): number => this.nowMs;

  readonly openRtp: typeof openRtpSession = ({ ports, clock, events }) => {
    const port = ports.take(clock());
    if (port === undefined) return Promise.resolve(undefined);
    const [rtp, rtcp] = [new FakeSocket(), new FakeSocket()];
    this.rtpSockets.push(rtp);
    const random32 = (): number => 42;
    return Promise.resolve(new RtpSession({ rtp, rtcp, port, random32, clock, wallMs: clock, events }));
  };

  /** 20 ms at a time; each time the far end of the given socket, if any, says something. */
  pass(ms: number, talking?: number, ssrc = 7): void {
    for (const until = this.nowMs + ms; this.nowMs < until;) {
      this.nowMs += 20;
      if (talking !== undefined) this.talk(talking, ssrc);
      for (const leg of [...this.legs]) leg.tick(this.nowMs);
    }
  }

  talk(socket: number, ssrc = 7): void {
    const sequence = (this.nowMs / 20) & 0xffff;
    const timestamp = (this.nowMs * 8) >>> 0;
    const payload = new Uint8Array(160).fill(0x12);
    const bytes = serializeRtp({ ssrc, sequence, timestamp, payloadType: 0, marker: false, payload });
    this.rtpSockets[socket]?.emit('message', bytes, { address: '192.0.2.1', port: 4_000 });
  }

  add(leg: Ticked): void {
    this.legs.add(leg);
  }
  remove(leg: Ticked): void {
    this.legs.delete(leg);
  }
  poke(): void {
    return undefined;
  }
  lateness() {
    return { boundsMs: [], counts: [] };
  }
  stop(): void {
    this.legs.clear();
  }
}

/** Lets everything that waits for nothing but its turn take it. */
export const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 100; turns += 1) await Promise.resolve();
};
