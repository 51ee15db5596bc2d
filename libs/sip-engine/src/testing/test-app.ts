// An engine with a real drachtio-srf application on it, for tests.
import type { EventEmitter } from 'node:events';
import Srf from 'drachtio-srf';
import { createSipEngine, type SipEngine } from '../engine';
import type { SipEngineOptions } from '../engine/options';
import type { TransportName } from '../transport/flow';

/** Timers ten times as fast as the RFC's, so that 64*T1 is 3.2 s. */
export const fastTimers = { t1Ms: 50, t2Ms: 400, t4Ms: 500 };

export class TestApp {
  readonly srf = new Srf();

  private constructor(
    readonly engine: SipEngine,
    /** What the engine logged as its own failure: a test expects it empty. */
    readonly errors: readonly string[],
  ) {}

  static async start(
    transport: TransportName = 'udp',
    options: Partial<SipEngineOptions> = {},
  ): Promise<TestApp> {
    const errors: string[] = [];
    const engine = await createSipEngine({
      listen: [{ transport, host: '127.0.0.1', port: 0 }],
      timers: fastTimers,
      log: (level, msg, fields) => level === 'error' && errors.push(`${msg} ${String(fields?.['error'])}`),
      ...options,
    });
    return new TestApp(engine, errors);
  }

  /** Connects after the handlers are set, as an application does. */
  async connect(): Promise<this> {
    const connected = new Promise<void>((resolve, reject) => {
      this.srf.on('connect', (error: Error | null) => (error ? reject(error) : resolve()));
      this.srf.on('error', reject);
    });
    // Without a limit drachtio-srf tries to come back for ever, and keeps the process alive.
    const { adminHost: host, adminPort: port, secret } = this.engine;
    void this.srf.connect({ host, port, secret, reconnect: { maxAttempts: 1 } } as Srf.SrfConfig);
    await connected;
    return this;
  }

  get port(): number {
    return this.engine.listening[0]?.port ?? 0;
  }

  uri(user: string): string {
    const isTcp = this.engine.listening[0]?.transport === 'tcp';
    return `sip:${user}@127.0.0.1:${this.port}${isTcp ? ';transport=tcp' : ''}`;
  }

  async close(): Promise<void> {
    try {
      this.srf.disconnect();
    } catch {
      // Not connected: nothing to leave.
    }
    await this.engine.close();
  }
}

export interface InDialogOptions {
  readonly method: Srf.SipMethod;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Sends a request in a dialog and waits for its answer. */
export const inDialog = (dialog: Srf.Dialog, options: InDialogOptions): Promise<Srf.SrfResponse> =>
  dialog.request(options as Srf.SrfRequest);

export const hangUp = (dialog: Srf.Dialog): Promise<void> =>
  new Promise((resolve, reject) =>
    dialog.destroy({ headers: {} }, (error: Error | null) => (error ? reject(error) : resolve())),
  );

/** The reason with which a dialog ends. */
export const destroyed = (dialog: EventEmitter): Promise<string> =>
  new Promise((resolve) => dialog.once('destroy', (_message: unknown, reason: string) => resolve(reason)));

/** The next occurrence of something, as a promise. */
export const once = <T>(subscribe: (done: (value: T) => void) => void): Promise<T> => new Promise(subscribe);

export const sdp = (port: number, direction = 'sendrecv'): string =>
  [
    'v=0',
    'o=- 20518 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0 101`,
    'a=rtpmap:101 telephone-event/8000',
    `a=${direction}`,
    '',
  ].join('\r\n');
