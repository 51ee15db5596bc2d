// One finding about a flow: what is wrong, where, and how it is mended.
import { type Path } from './graph';

export interface Problem {
  readonly rule: Rule;
  /** Keys from the flow's root to the place: stages, cancel, yes. */
  readonly path: Path;
  readonly problem: string;
  readonly hint: string;
}

export type Rule =
  | 'missing-target'
  | 'missing-reference'
  | 'missing-fallback'
  | 'missing-budget'
  | 'bad-pattern'
  | 'bad-phrase'
  | 'unknown-reason'
  | 'unreachable'
  | 'dead-end'
  | 'silent-cycle'
  | 'forbidden-edge'
  | 'exhausted-goes-on'
  | 'human-forbidden'
  | 'unconfirmed-action'
  | 'read-back-omits-argument'
  | 'unknown-outcome-goes-on'
  | 'unknown-value'
  | 'too-few-fillers';
