// Every invariant over one call.
import { callChecks } from './call';
import { confirmationChecks } from './confirmation';
import { conversationChecks } from './conversation';
import { drainChecks } from './drain';
import { handoffChecks } from './handoff';
import { livenessChecks } from './liveness';
import { logChecks } from './log';
import { budgetChecks } from './budget';
import { toolChecks } from './tool';
import { sorted, type Check, type Trace, type Violation } from './trace';
import { truthChecks } from './truth';

const CHECKS: readonly Check[] = [
  ...logChecks,
  ...callChecks,
  ...conversationChecks,
  ...toolChecks,
  ...confirmationChecks,
  ...truthChecks,
  ...handoffChecks,
  ...drainChecks,
  ...budgetChecks,
  ...livenessChecks,
];

/** Pure: the same trace yields the same violations, in the order of the families above. */
export const checkCall = (trace: Trace): readonly Violation[] => {
  const events = sorted(trace);
  return CHECKS.flatMap((check) => check(events));
};
