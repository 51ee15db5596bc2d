// The connection to Redis as the platform uses it: an answer in time or none, and never a queue.
import { Redis } from 'ioredis';
import { ANSWER_MS_MAX, CONNECT_MS_MAX, IN_FLIGHT_MAX, PAUSE_MS, SILENT_MS_MAX } from '../limits';
import { answeredWithoutServer, type CachePart, type DegradedReason } from '../observations';

export interface CacheLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface LinkOptions {
  readonly log?: CacheLog;
  /** Default ANSWER_MS_MAX. */
  readonly answerMsMax?: number;
}

const RECONNECT_MS_MAX = 2_000;
const LATE = Symbol('late');

export class RedisLink {
  private readonly redis: Redis;
  private pausedUntilMs = 0;
  private inFlight = 0;
  private wasHeard = true;

  /** The URL has been looked at: redis:// or rediss://. */
  constructor(
    url: string,
    private readonly options: LinkOptions = {},
  ) {
    this.redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS_MAX,
      // What cannot be asked now is not asked later: the answer would come too late for the call.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(attempt * 100, RECONNECT_MS_MAX),
      socketTimeout: SILENT_MS_MAX,
      enableReadyCheck: false,
      disableClientInfo: true,
    });
    // Every failed connection says so here; `ask` and `heard` tell the part of it that matters.
    this.redis.on('error', () => undefined);
    this.redis.on('ready', () => this.heard(true));
    this.redis.on('close', () => this.heard(false));
  }

  /** Resolves when connected, or after CONNECT_MS_MAX: then connecting goes on behind. */
  async open(): Promise<void> {
    await within(CONNECT_MS_MAX, this.redis.connect()).catch(() => LATE);
  }

  isConnected(): boolean {
    return this.redis.status === 'ready' && performance.now() >= this.pausedUntilMs;
  }

  /** Undefined when the server is down, slow, or says no: within `answerMsMax`, at once for a while after that. */
  async ask<T>(
    part: CachePart,
    question: (redis: Redis) => Promise<T>,
  ): Promise<{ readonly value: T } | undefined> {
    if (!this.isConnected()) return this.without(part, 'down');
    if (this.inFlight >= IN_FLIGHT_MAX) return this.without(part, 'busy');
    this.inFlight += 1;
    try {
      const value = await within(this.options.answerMsMax ?? ANSWER_MS_MAX, question(this.redis));
      if (value !== LATE) return { value };
      return this.paused(part, 'timeout');
    } catch {
      return this.paused(part, 'error');
    } finally {
      this.inFlight -= 1;
    }
  }

  close(): void {
    this.redis.removeAllListeners('close');
    this.redis.disconnect();
  }

  private paused(part: CachePart, reason: DegradedReason): undefined {
    this.pausedUntilMs = performance.now() + PAUSE_MS;
    return this.without(part, reason);
  }

  private without(part: CachePart, reason: DegradedReason): undefined {
    answeredWithoutServer({ part, reason });
    return undefined;
  }

  private heard(isHeard: boolean): void {
    if (this.wasHeard === isHeard) return;
    this.wasHeard = isHeard;
    if (isHeard) this.options.log?.info({}, 'redis is there again');
    else this.options.log?.warn({}, 'redis is gone: each process remembers for itself');
  }
}

/** LATE when the time is up; whatever comes of the promise then is dropped. */
const within = async <T>(waitMs: number, promise: Promise<T>): Promise<T | typeof LATE> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, waitMs, LATE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
