// The service's settings, read once, each with its range.
import { type Env, int, oneOf, str } from '@trunkline/runtime';
import { availableParallelism } from 'node:os';

export interface TtsConfig {
  /** `unix:/path` or `host:port`. */
  readonly bind: string;
  readonly engine: 'flite';
  readonly workers: number;
  /** How fast is spoken: 100 is the voice's own pace, and slow for a telephone. */
  readonly pacePercent: number;
  /** Pieces of all calls waiting for a worker. */
  readonly queueMax: number;
  readonly pieceMsMax: number;
  /** A sentence is cut at a clause when both parts are at least this long. */
  readonly clauseCharsMin: number;
  readonly promptsMax: number;
  readonly promptCharsMax: number;
  readonly cacheEntriesMax: number;
  readonly cacheBytesMax: number;
  readonly callsMax: number;
}

/** Speech is made fifty times faster than it is spoken: more workers serve first words that are wanted at once. */
const WORKERS_BY_DEFAULT_MAX = 4;

/** `cores`: what the machine gives this process. */
export const readConfig = (env: Env, cores = availableParallelism()): TtsConfig => ({
  bind: str(env, 'TTS_BIND', '127.0.0.1:7103'),
  engine: oneOf(env, 'TTS_ENGINE', { values: ['flite'], or: 'flite' }),
  workers: int(env, 'TTS_WORKERS', { min: 1, max: 64, or: Math.min(WORKERS_BY_DEFAULT_MAX, cores) }),
  pacePercent: int(env, 'TTS_PACE_PERCENT', { min: 50, max: 200, or: 115 }),
  queueMax: int(env, 'TTS_QUEUE_MAX', { min: 1, max: 1_000, or: 64 }),
  pieceMsMax: int(env, 'TTS_PIECE_MS_MAX', { min: 200, max: 30_000, or: 3_000 }),
  clauseCharsMin: int(env, 'TTS_CLAUSE_CHARS_MIN', { min: 5, max: 400, or: 24 }),
  promptsMax: int(env, 'TTS_PROMPTS_MAX', { min: 1, max: 100, or: 16 }),
  promptCharsMax: int(env, 'TTS_PROMPT_CHARS_MAX', { min: 100, max: 20_000, or: 4_000 }),
  cacheEntriesMax: int(env, 'TTS_CACHE_ENTRIES_MAX', { min: 0, max: 10_000, or: 512 }),
  cacheBytesMax: int(env, 'TTS_CACHE_BYTES_MAX', { min: 0, max: 1_073_741_824, or: 16_777_216 }),
  callsMax: int(env, 'TTS_CALLS_MAX', { min: 1, max: 10_000, or: 500 }),
});

export const defaultConfig = (): TtsConfig => readConfig({});
