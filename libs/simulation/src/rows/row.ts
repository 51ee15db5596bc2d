// A row of the fault table in simulated form: one fault, put in at every place where it can happen, and the verdict.
import { type CallTerms } from '../simulate-call';

/** The tenant's flow that is called; `planted` is for those who test the row itself. */
export type Called = Pick<CallTerms, 'tenant' | 'flow' | 'planted'>;

export interface RowVerdict {
  readonly id: string;
  readonly seed: number;
  readonly isHeld: boolean;
  /** Calls that were run, with and without the fault. */
  readonly calls: number;
  /** What broke, a line each and where: at most BROKEN_MAX of them. */
  readonly broken: readonly string[];
}

export interface SimulatedRow {
  /** As the fault table has it: A-01, B-07, ... */
  readonly id: string;
  readonly title: string;
  /** The same seed runs the same calls. */
  run(seed: number, called: Called): Promise<RowVerdict>;
}

export const BROKEN_MAX = 10;
