// The faults of one call as they happen: each kind draws from a stream of its own and only so many times.
import { type Random } from '../kernel/random';
import { FAULTS, type FaultKind, type FaultProfile } from './profile';

export class Faults {
  private readonly streams = new Map<FaultKind, Random>();
  private readonly counts = new Map<FaultKind, number>();

  constructor(
    readonly profile: FaultProfile,
    private readonly random: Random,
  ) {}

  /** One opportunity for the fault. */
  hits(kind: FaultKind): boolean {
    const rate = this.profile[kind];
    if (rate === undefined) return false;
    const before = this.counts.get(kind) ?? 0;
    if (before >= FAULTS[kind].timesMax || !this.of(kind).chance(rate)) return false;
    this.counts.set(kind, before + 1);
    return true;
  }

  /** Chance for the details of a fault of this kind. */
  of(kind: FaultKind): Random {
    const known = this.streams.get(kind) ?? this.random.split(kind);
    this.streams.set(kind, known);
    return known;
  }

  /** How often each kind has happened. */
  get happened(): Readonly<Partial<Record<FaultKind, number>>> {
    return Object.fromEntries(this.counts);
  }
}
