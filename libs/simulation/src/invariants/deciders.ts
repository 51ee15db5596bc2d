// The deciders that a recorded call is decided again with.
import { type action, type call, type line } from '@trunkline/domain';
import { type agentDecider, type handoffDecider } from '@trunkline/domain/handoff/index';
import { type Decider } from '@trunkline/event-sourcing';

export type CallDecider = Decider<call.Call, call.CallInput, call.CallEvent, call.CallEffect>;
export type ActionDecider = typeof action.actionDecider;

export interface Deciders {
  readonly call: CallDecider;
  readonly action: ActionDecider;
  readonly handoff: typeof handoffDecider;
  readonly agent: typeof agentDecider;
  readonly line: typeof line.lineDecider;
}
