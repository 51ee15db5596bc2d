// Which faults a call meets and how often: drawn per seed, so that some calls have crashes alone and others everything.
import { type Random } from '../kernel/random';

interface Terms {
  /** Probability per opportunity, from mild to harsh. */
  readonly rate: readonly [number, number];
  readonly timesMax: number;
}

export const FAULTS = {
  'input-duplicate': { rate: [0.02, 0.4], timesMax: 200 },
  'input-delay': { rate: [0.01, 0.15], timesMax: 20 },
  'input-reorder': { rate: [0.02, 0.3], timesMax: 60 },
  'crash-before-append': { rate: [0.004, 0.05], timesMax: 3 },
  'crash-after-append': { rate: [0.004, 0.05], timesMax: 3 },
  'crash-between-effects': { rate: [0.004, 0.05], timesMax: 3 },
  zombie: { rate: [0.004, 0.03], timesMax: 2 },
  'store-unavailable': { rate: [0.002, 0.02], timesMax: 2 },
  'commit-unknown': { rate: [0.01, 0.2], timesMax: 30 },
  'link-broken': { rate: [0.002, 0.03], timesMax: 4 },
  'tool-slow': { rate: [0.1, 0.7], timesMax: 20 },
  'tool-fails': { rate: [0.1, 0.6], timesMax: 20 },
  'tool-silent': { rate: [0.1, 0.7], timesMax: 20 },
  'tool-late': { rate: [0.1, 0.7], timesMax: 20 },
  'tool-retry-rejected': { rate: [0.2, 0.9], timesMax: 20 },
  'tool-naive': { rate: [0.5, 1], timesMax: 1 },
  'sender-paused': { rate: [0.1, 0.6], timesMax: 5 },
  'lookup-fails': { rate: [0.1, 0.9], timesMax: 20 },
  'stt-late': { rate: [0.05, 0.4], timesMax: 20 },
  'stt-empty': { rate: [0.05, 0.4], timesMax: 20 },
  'stt-unsure': { rate: [0.05, 0.4], timesMax: 20 },
  'stt-duplicate': { rate: [0.05, 0.4], timesMax: 20 },
  'stt-out-of-order': { rate: [0.05, 0.4], timesMax: 20 },
  'stt-fault': { rate: [0.03, 0.3], timesMax: 20 },
  'tts-fails': { rate: [0.02, 0.3], timesMax: 20 },
  'human-ignores': { rate: [0.2, 0.9], timesMax: 5 },
  'human-declines': { rate: [0.2, 0.9], timesMax: 5 },
  'human-absent': { rate: [0.5, 1], timesMax: 1 },
  'bridge-fails': { rate: [0.2, 0.9], timesMax: 5 },
  'human-drops': { rate: [0.2, 0.9], timesMax: 5 },
  'gateway-drains': { rate: [0.5, 1], timesMax: 1 },
  'tight-limits': { rate: [0.5, 1], timesMax: 1 },
} as const satisfies Record<string, Terms>;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/** Probability per opportunity; a kind that is not named does not happen. */
export type FaultProfile = Readonly<Partial<Record<FaultKind, number>>>;

/** Swarm testing (Groce et al., ISSTA 2012): leaving faults out finds what all of them together hide. */
export const drawProfile = (random: Random): FaultProfile => {
  const share = random.pick([0, 0.1, 0.25, 0.25, 0.5, 0.8]);
  const profile: Partial<Record<FaultKind, number>> = {};
  for (const kind of FAULT_KINDS) {
    const own = random.split(kind);
    const [mild, harsh] = FAULTS[kind].rate;
    if (own.chance(share)) profile[kind] = mild + (harsh - mild) * own.next() ** 2;
  }
  return profile;
};
