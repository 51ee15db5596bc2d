// What a simulated person does on the telephone, step by step, and what is wrong with a script that cannot be done.
import { FLITE_VOICES, type FliteVoice } from '@trunkline/flite';

export interface Script {
  readonly name: string;
  readonly voice: FliteVoice;
  readonly steps: readonly Step[];
}

export type Step =
  /** Waits until the other side has spoken and then been quiet for so long. */
  | { readonly kind: 'listen'; readonly quietMs: number; readonly msMax: number }
  /** Waits until the other side has been speaking for so long, to speak into its words. */
  | { readonly kind: 'cut-in'; readonly afterMs: number; readonly msMax: number }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'press'; readonly digits: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'hang-up' }
  /** Waits for a word from outside the call, as an actor waits in the wings. */
  | { readonly kind: 'cue'; readonly name: string; readonly msMax: number }
  /** Waits for the other side to hang up. */
  | { readonly kind: 'stay'; readonly msMax: number };

export type ReadScript =
  { readonly kind: 'script'; readonly script: Script } | { readonly kind: 'invalid'; readonly why: string };

const QUIET_MS = 700;
const LISTEN_MS_MAX = 20_000;
const STAY_MS_MAX = 60_000;
const CUE_MS_MAX = 60_000;

/**
 * Reads the plain form: `{ name, voice, steps: [{ listen: 700 }, { say: "..." }, { cutIn: 1200 }, { press: "1" },
 * { wait: 500 }, { cue: "bridged" }, { stay: 30000 }, "hang up"] }`; `"listen"` and `"stay"` alone take their defaults. Times in ms.
 */
export const readScript = (given: unknown): ReadScript => {
  if (!isRecord(given)) return invalid('a script is a mapping with name, voice and steps');
  const { name, voice, steps } = given;
  if (typeof name !== 'string' || name === '') return invalid('name is missing');
  if (!isVoice(voice)) return invalid(`voice is not one of ${FLITE_VOICES.join(', ')}`);
  if (!Array.isArray(steps) || steps.length === 0)
    return invalid('steps is not a list with at least one step');
  const read: Step[] = [];
  for (const [index, given] of steps.entries()) {
    const step = readStep(given);
    if (typeof step === 'string') return invalid(`step ${index + 1}: ${step}`);
    read.push(step);
  }
  return { kind: 'script', script: { name, voice, steps: read } };
};

const readStep = (given: unknown): Step | string => {
  if (typeof given === 'string') return WORDS[given] ?? unknownStep(given);
  const [key = '', value] = isRecord(given) ? (Object.entries(given)[0] ?? []) : [];
  return READERS[key]?.(value) ?? unknownStep(given);
};

/** Steps that are a word alone. */
const WORDS: Readonly<Record<string, Step>> = {
  listen: { kind: 'listen', quietMs: QUIET_MS, msMax: LISTEN_MS_MAX },
  stay: { kind: 'stay', msMax: STAY_MS_MAX },
  'hang up': { kind: 'hang-up' },
};

const READERS: Readonly<Record<string, (value: unknown) => Step | string>> = {
  listen: (value) => timed(value, (ms) => ({ kind: 'listen', quietMs: ms, msMax: LISTEN_MS_MAX })),
  cutIn: (value) => timed(value, (ms) => ({ kind: 'cut-in', afterMs: ms, msMax: LISTEN_MS_MAX })),
  wait: (value) => timed(value, (ms) => ({ kind: 'wait', ms })),
  stay: (value) => timed(value, (ms) => ({ kind: 'stay', msMax: ms })),
  say: (value) =>
    typeof value === 'string' && value !== '' ? { kind: 'say', text: value } : 'say needs words',
  cue: (value) =>
    typeof value === 'string' ? { kind: 'cue', name: value, msMax: CUE_MS_MAX } : 'cue needs a name',
  press: (value) =>
    /^[0-9*#A-D]+$/.test(String(value)) ? { kind: 'press', digits: String(value) } : 'press needs digits',
};

const unknownStep = (given: unknown): string =>
  `not one of listen, say, cutIn, press, wait, cue, stay, "hang up": ${JSON.stringify(given)}`;

const timed = (value: unknown, step: (ms: number) => Step): Step | string =>
  typeof value === 'number' && value >= 0 && value <= 600_000
    ? step(value)
    : 'needs milliseconds in 0..600000';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isVoice = (value: unknown): value is FliteVoice => FLITE_VOICES.some((voice) => voice === value);
const invalid = (why: string): ReadScript => ({ kind: 'invalid', why });
