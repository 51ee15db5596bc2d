// The faults of one call as they happen: each kind draws from a stream of its own and only so many times.
import { type Random } from '../kernel/random';
import { FAULTS, type FaultKind, type FaultProfile } from './profile';

/** Services that a script may pick on. */
export type ServiceName = (typeof SERVICES)[number];

const SERVICES = ['dialogue-policy', 'tool-gateway', 'handoff'] as const;

/** A fault that is not drawn: at the n-th opportunity of one service, or of all together. */
export interface ScriptedFault {
  readonly kind: ScriptedKind;
  /** All services that may crash if absent. */
  readonly service?: ServiceName;
  /** From 1: an append, or for `crash-in-flight` a request to a tool. */
  readonly nth: number;
}

export type ScriptedKind =
  | 'crash-before-append'
  | 'crash-after-append'
  /** A request to a tool has left, its answer has not come. */
  | 'crash-in-flight'
  /** The append is made and its answer is lost, three times in a row. */
  | 'commit-unknown'
  /** As SIGSTOP does, right before an append; the process goes on after STOPPED_MS. */
  | 'stopped';

export const STOPPED_MS = 60_000;
const UNKNOWN_IN_A_ROW = 3;

export class Faults {
  private readonly opportunities = new Map<string, number>();
  private readonly streams = new Map<FaultKind, Random>();
  private readonly counts = new Map<FaultKind, number>();
  /** The scripted fault has happened. */
  hasStruck = false;

  constructor(
    readonly profile: FaultProfile,
    private readonly random: Random,
    private readonly script?: ScriptedFault,
  ) {}

  /** Opportunities so far for a scripted fault of this kind. */
  opportunitiesOf(kind: ScriptedKind, service?: ServiceName): number {
    if (service !== undefined) return this.opportunities.get(`${kind} ${service}`) ?? 0;
    return SERVICES.reduce((sum, name) => sum + this.opportunitiesOf(kind, name), 0);
  }

  /** One opportunity for the scripted fault. */
  isScripted(kind: ScriptedKind, service: string): boolean {
    const key = `${kind} ${service}`;
    this.opportunities.set(key, (this.opportunities.get(key) ?? 0) + 1);
    const { script } = this;
    if (script?.kind !== kind || (script.service ?? service) !== service) return false;
    const after = this.opportunitiesOf(kind, script.service) - script.nth;
    const strikes = after >= 0 && after < (kind === 'commit-unknown' ? UNKNOWN_IN_A_ROW : 1);
    this.hasStruck ||= strikes;
    return strikes;
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
