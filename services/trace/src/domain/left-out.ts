// Which events have no line of their own in a timeline, or not always, and where what they say stands instead.
import { type ActionEvent } from '@trunkline/domain/action/events';
import { type AuditEvent } from '@trunkline/domain/audit/audit';
import { type CallEvent } from '@trunkline/domain/call/events';
import { type HandoffEvent } from '@trunkline/domain/handoff/events';
import { type LineEvent } from '@trunkline/domain/line/events';
import { type Event, type Recorded } from '@trunkline/event-sourcing';

type Reasons<E extends Event> = Readonly<Partial<Record<E['type'], string>>>;

interface LeftOut {
  readonly line: Reasons<LineEvent>;
  readonly call: Reasons<CallEvent>;
  readonly action: Reasons<ActionEvent>;
  readonly handoff: Reasons<HandoffEvent>;
  readonly audit: Reasons<AuditEvent>;
}

const TIMER = 'when it fires, what is decided then has a line';
const IN_PROMPT = "in the line of the prompt's start: how much of it was heard, until when";

export const LEFT_OUT: LeftOut = {
  line: {
    LineReleased: 'follows every end; one that is missing is a violation of CALL-3',
    TimerSet: TIMER,
    TimerCleared: TIMER,
  },
  call: {
    CallStarted: 'the heading; the line says when it was answered',
    UtteranceStarted: "in the line of the utterance's words",
    UtteranceFinal: 'only when it has no words',
    PromptQueued: 'its words stand where they begin to be heard; what was never heard was not said',
    PromptFinished: IN_PROMPT,
    PromptCut: IN_PROMPT,
    PromptFailed: IN_PROMPT,
    ActionSettled: "the action's own stream says it, where it has one",
    BudgetCharged: 'summed up below the timeline',
    HandoffProgressed: "the hand-off's own stream says it, where it has one; the loss of a human is told",
    LineHeld: "the line's own stream says it",
    LineResumed: "the line's own stream says it",
    TimerSet: TIMER,
    TimerCleared: TIMER,
  },
  action: {
    AttemptResult: 'in the line of its attempt',
    LookupResult: 'in the line of its look-up',
    TimerSet: TIMER,
    TimerCleared: TIMER,
  },
  handoff: {},
  audit: {},
};

export const isLeftOut = ({ stream, event }: Recorded): boolean => {
  const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = { ...LEFT_OUT };
  return reasons[stream.slice(0, stream.indexOf('/'))]?.[event.type] !== undefined;
};
