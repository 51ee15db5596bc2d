// Holds a recorded call against the invariants that its own events can decide.
import { type Recorded, type RecordedInput } from '@trunkline/event-sourcing';
import { type Flow } from '@trunkline/flow';
import { checkCall } from '@trunkline/simulation/invariants/check-call';
import { INVARIANTS, type Invariant } from '@trunkline/simulation/invariants/names';

const LEDGER = 'only the ledger of the tool itself can prove it';
const TIME = 'an outage or a restart breaks it without a fault; silences have an objective of their own';

/** What is left to the simulation, the chaos rows and the objectives, and why. */
export const NOT_JUDGED = {
  'TOOL-1': LEDGER,
  'TOOL-2': LEDGER,
  'TOOL-3': LEDGER,
  'TRUTH-2': LEDGER,
  'TRUTH-4': LEDGER,
  'LIVE-1': 'of the simulator alone',
  'LIVE-2': TIME,
  'BUD-4': TIME,
  'LOG-5': 'a release decides otherwise; replays count it under a name of their own',
} as const satisfies Partial<Record<Invariant, string>>;

export type Judged = Exclude<Invariant, keyof typeof NOT_JUDGED>;

const isJudged = (invariant: Invariant): invariant is Judged => !(invariant in NOT_JUDGED);

export const JUDGED: readonly Judged[] = INVARIANTS.filter(isJudged);

export interface CallToJudge {
  readonly callId: string;
  /** In the order of their commits. */
  readonly events: readonly Recorded[];
  readonly inputs: readonly RecordedInput[];
  /** Absent for a line that no conversation began on. */
  readonly flow?: Flow;
  /** Nothing more is to come: what must end has ended. */
  readonly isComplete: boolean;
}

/** Each invariant that does not hold, once, in the order of the list. */
export const brokenOf = (call: CallToJudge): readonly Judged[] => {
  const found = new Set(checkCall(call).map(({ invariant }) => invariant));
  return JUDGED.filter((invariant) => found.has(invariant));
};
