// The service's settings, read once, each with its range.
import { type Env, int, oneOf, str } from '@trunkline/runtime';

export interface SttConfig {
  /** `unix:/path` or `host:port`. */
  readonly bind: string;
  readonly engine: 'soundswallower';
  readonly workers: number;
  readonly seatsPerWorker: number;
  readonly queueMs: number;
  readonly stallMs: number;
  readonly finalMsMax: number;
  readonly utteranceMsMax: number;
  readonly recognitionsMax: number;
}

export const readConfig = (env: Env): SttConfig => ({
  bind: str(env, 'STT_BIND', '127.0.0.1:7102'),
  engine: oneOf(env, 'STT_ENGINE', { values: ['soundswallower'], or: 'soundswallower' }),
  workers: int(env, 'STT_WORKERS', { min: 1, max: 64, or: 1 }),
  seatsPerWorker: int(env, 'STT_SEATS_PER_WORKER', { min: 1, max: 16, or: 8 }),
  queueMs: int(env, 'STT_QUEUE_MS', { min: 200, max: 10_000, or: 2_000 }),
  stallMs: int(env, 'STT_STALL_MS', { min: 200, max: 30_000, or: 2_000 }),
  finalMsMax: int(env, 'STT_FINAL_MS_MAX', { min: 100, max: 10_000, or: 1_500 }),
  utteranceMsMax: int(env, 'STT_UTTERANCE_MS_MAX', { min: 1_000, max: 120_000, or: 30_000 }),
  recognitionsMax: int(env, 'STT_RECOGNITIONS_MAX', { min: 1, max: 10_000, or: 500 }),
});

export const defaultConfig = (): SttConfig => readConfig({});
