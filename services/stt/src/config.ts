// The service's settings, read once, each with its range.
import { type Env, int, oneOf, str } from '@trunkline/runtime';
import { availableParallelism } from 'node:os';

export interface SttConfig {
  /** `unix:/path` or `host:port`. */
  readonly bind: string;
  readonly engine: 'soundswallower';
  readonly workers: number;
  /** Utterances at the same time per worker. */
  readonly seats: number;
  /** Utterances that may wait for a seat, in the whole service. */
  readonly waitingMax: number;
  readonly seatWaitMs: number;
  readonly queueMs: number;
  readonly stallMs: number;
  readonly finalMsMax: number;
  readonly utteranceMsMax: number;
  readonly recognitionsMax: number;
}

/** More workers than this is another process's work: they would share the memory bus, not the cores. */
const WORKERS_BY_DEFAULT_MAX = 8;

/** `cores`: what the machine gives this process; one worker uses one. */
export const readConfig = (env: Env, cores = availableParallelism()): SttConfig => ({
  bind: str(env, 'STT_BIND', '127.0.0.1:7102'),
  engine: oneOf(env, 'STT_ENGINE', { values: ['soundswallower'], or: 'soundswallower' }),
  workers: int(env, 'STT_WORKERS', { min: 1, max: 64, or: Math.min(WORKERS_BY_DEFAULT_MAX, cores) }),
  seats: int(env, 'STT_SEATS', { min: 1, max: 32, or: 8 }),
  waitingMax: int(env, 'STT_WAITING_MAX', { min: 0, max: 1_000, or: 8 }),
  seatWaitMs: int(env, 'STT_SEAT_WAIT_MS', { min: 0, max: 5_000, or: 300 }),
  queueMs: int(env, 'STT_QUEUE_MS', { min: 200, max: 10_000, or: 2_000 }),
  stallMs: int(env, 'STT_STALL_MS', { min: 200, max: 30_000, or: 2_000 }),
  finalMsMax: int(env, 'STT_FINAL_MS_MAX', { min: 100, max: 10_000, or: 1_500 }),
  utteranceMsMax: int(env, 'STT_UTTERANCE_MS_MAX', { min: 1_000, max: 120_000, or: 30_000 }),
  recognitionsMax: int(env, 'STT_RECOGNITIONS_MAX', { min: 1, max: 10_000, or: 500 }),
});

export const defaultConfig = (): SttConfig => readConfig({});
