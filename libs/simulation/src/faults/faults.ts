// The faults of one call as they happen: each kind draws from a stream of its own and only so many times.
import { type Random } from '../kernel/random';
import { FAULTS, type FaultKind, type FaultProfile } from './profile';

/** A crash that is not drawn: at the n-th append of all services that may crash, before or after it. */
export interface ScriptedCrash {
  readonly kind: 'crash-before-append' | 'crash-after-append';
  readonly append: number;
}

export class Faults {
  private readonly appends = new Map<FaultKind, number>();
  private readonly streams = new Map<FaultKind, Random>();
  private readonly counts = new Map<FaultKind, number>();

  constructor(
    readonly profile: FaultProfile,
    private readonly random: Random,
    private readonly scripted?: ScriptedCrash,
  ) {}

  /** Opportunities so far for a scripted crash of this kind. */
  appendsOf(kind: ScriptedCrash['kind']): number {
    return this.appends.get(kind) ?? 0;
  }

  /** An append is about to be made, or was made. */
  crashes(kind: FaultKind): boolean {
    const append = (this.appends.get(kind) ?? 0) + 1;
    this.appends.set(kind, append);
    const isScripted = this.scripted?.kind === kind && this.scripted.append === append;
    return isScripted || this.hits(kind);
  }

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
