// Whether the house keeps up with its lines: strained at once when it does not, calm only after it has for a while.
import { type line } from '@trunkline/domain';

/** What was measured over the last moments, ms. */
export interface Load {
  /** 95 of 100 ticks were no later than this. */
  readonly tickLateMs: number;
  /** 99 of 100 turns of the event loop waited no longer than this. */
  readonly loopDelayMs: number;
}

export interface OverloadTerms {
  readonly tickLateMsMax: number;
  readonly loopDelayMsMax: number;
  /** So long must both be well below their limits before calls are taken again. */
  readonly calmMs: number;
}

export type Overload =
  | { readonly status: 'calm' }
  | { readonly status: 'strained'; readonly by: line.Strain; readonly restlessAtMs: number };

export const CALM: Overload = { status: 'calm' };

/** Well below: this share of a limit. Without the gap a house at its limit would open and close its door all the time. */
const CALM_SHARE = 0.6;

export const assess = (
  overload: Overload,
  load: Load,
  { nowMs, terms }: { readonly nowMs: number; readonly terms: OverloadTerms },
): Overload => {
  const by = exceeded(load, terms, 1);
  if (by) return { status: 'strained', by, restlessAtMs: nowMs };
  if (overload.status === 'calm') return overload;
  if (exceeded(load, terms, CALM_SHARE)) return { ...overload, restlessAtMs: nowMs };
  return nowMs - overload.restlessAtMs >= terms.calmMs ? CALM : overload;
};

const exceeded = (load: Load, terms: OverloadTerms, share: number): line.Strain | undefined => {
  if (load.tickLateMs > terms.tickLateMsMax * share) return 'tick-late';
  if (load.loopDelayMs > terms.loopDelayMsMax * share) return 'event-loop';
  return undefined;
};
