// What is reported as in doubt: open unknown actions by tool, zero once they are cleared up.
import { action } from '@trunkline/domain';
import { fold } from '@trunkline/event-sourcing';
import { OpenDoubts } from './open-doubts';

const terms = {
  attemptsMax: 1,
  attemptMsMax: 100,
  inFlightMsMax: 100,
  lookupAtMs: [],
  hasLookup: true,
  isKeyed: true,
};
const reserved: action.ActionReserved = {
  type: 'ActionReserved',
  v: 1,
  ...{
    actionId: 'a1',
    tenantId: 't',
    callId: 'c',
    tool: 'refund',
    toolHash: 'h',
    effect: 'irreversible',
    args: {},
  },
  ...{ argsDigest: 'd', keyHash: 'k', epoch: 1, because: 'i', at: 1_000, deadlineAt: 2_000, terms },
};
const unknown: action.ActionEvent[] = [
  reserved,
  { type: 'AttemptStarted', v: 1, n: 1, epoch: 1, keyHash: 'k', at: 1_000, sendBy: 2_000, timeoutMs: 100 },
  { type: 'ActionSettled', v: 1, outcome: 'unknown', proof: 'none', result: {}, at: 2_000 },
];
const known: action.ActionEvent[] = [
  ...unknown,
  { type: 'ActionReconciled', v: 1, outcome: 'failed', proof: 'lookup', result: {}, at: 9_000 },
];
const after = (events: action.ActionEvent[]) => fold(action.actionDecider, action.initial, events);

it('counts an unknown action with its age, until it is reconciled', () => {
  const doubts = new OpenDoubts(() => 5_000);
  doubts.note(after([reserved]));
  expect([...doubts.byTool()]).toEqual([]);
  doubts.note(after(unknown));
  expect([...doubts.byTool()]).toEqual([['refund', { count: 1, oldestAgeMs: 3_000 }]]);
  doubts.note(after(known));
  expect([...doubts.byTool()]).toEqual([['refund', { count: 0, oldestAgeMs: 0 }]]);
});
