// One span per decision, from its input to its events; what a decision leads to stands below it in the turn's trace.
import { type Span } from '@opentelemetry/api';
import { type call } from '@trunkline/domain';
import { type Recorded } from '@trunkline/event-sourcing';
import { RecentTraces, traceparentOfSpan } from '@trunkline/runtime';
import { turnDecided } from '../observations';
import { ATTRIBUTE, SPAN, spans } from '../spans';

export interface CallTracesDeps {
  /** Of the turn that the call is in: what comes of timers belongs to it. */
  turnOf(callId: string): string;
  clock(): number;
}

type CallRecorded = Recorded<call.CallEvent>;

const DECISIONS_MAX = 8_192;

export class CallTraces {
  private readonly decisions = new RecentTraces(DECISIONS_MAX);
  /** Inputs that wait for their decision, as many as the mailboxes hold. */
  private readonly waiting = new Map<string, Span>();

  constructor(private readonly deps: CallTracesDeps) {}

  /** An input that leads to no event leaves no span. */
  async deciding<T>(
    callId: string,
    input: Pick<call.CallInput, 'type' | 'inputId'> & { readonly traceparent: string },
    dispatch: () => Promise<T>,
  ): Promise<T> {
    const key = keyOf(callId, input.inputId);
    const span = spans.startSpanFrom(input.traceparent, SPAN.decide, {
      attributes: { [ATTRIBUTE.callId]: callId, [ATTRIBUTE.input]: input.type },
    });
    this.waiting.set(key, span);
    try {
      return await dispatch();
    } finally {
      if (this.waiting.get(key) === span) this.waiting.delete(key);
    }
  }

  /** Told of every append, before its effects start. */
  appended(events: readonly CallRecorded[], state: call.Call): void {
    const [first] = events;
    if (first === undefined) return;
    const key = keyOf(first.callId, first.inputId);
    const span = this.waiting.get(key) ?? this.fired(first);
    span.setAttribute(ATTRIBUTE.events, events.length);
    if (state.status === 'live') span.setAttribute(ATTRIBUTE.stage, state.stage.name);
    span.end();
    this.decisions.note(key, traceparentOfSpan(span));
    const isTurn = events.some(({ event }) => event.type === 'TurnEnded');
    if (isTurn) turnDecided(Math.max(0, this.deps.clock() - first.at));
  }

  /** For what an event has led to. */
  of({ callId, inputId }: Pick<CallRecorded, 'callId' | 'inputId'>): string {
    return this.decisions.of(keyOf(callId, inputId)) || this.deps.turnOf(callId);
  }

  /** The host dispatches its timers itself; that one has fired is known by its event. */
  private fired({ callId, at }: CallRecorded): Span {
    return spans.startSpanFrom(this.deps.turnOf(callId), SPAN.decide, {
      attributes: { [ATTRIBUTE.callId]: callId, [ATTRIBUTE.input]: 'TimerFired' },
      startAt: at,
    });
  }
}

const keyOf = (callId: string, inputId: string): string => `${callId}/${inputId}`;
