// One span per asking for a human, until one is on the line or none will be, with a span below it for each step.
import { type Span } from '@opentelemetry/api';
import { isKnownReason } from '@trunkline/domain/handoff/index';
import { traceparentOfSpan } from '@trunkline/runtime';
import { type HandoffRequest } from '../../../app/handoffs';
import { type Progress } from '../../../app/progress';
import { type RequestRefusal } from '../../../verdict';
import { ATTRIBUTE, SPAN, spans } from '../../../spans';

type State = Progress['state'];
type Step = (typeof SPAN)['freeze' | 'queue' | 'offer' | 'bridge'];

/** What begins with which state; every other state ends the asking. */
const STEPS: Readonly<Partial<Record<State, Step>>> = {
  queued: SPAN.queue,
  offered: SPAN.offer,
  accepted: SPAN.bridge,
};

export class HandoffTrace {
  private readonly asking: Span;
  private step: Span | undefined;
  private state: State | undefined;
  private isOver = false;

  constructor({ handoffId, callId, reason, traceparent = '' }: HandoffRequest) {
    this.asking = spans.startSpanFrom(traceparent, SPAN.handoff, {
      attributes: {
        [ATTRIBUTE.handoffId]: handoffId,
        [ATTRIBUTE.callId]: callId,
        // Reasons outside the closed list share one value.
        [ATTRIBUTE.reason]: isKnownReason(reason) ? reason : 'unlisted',
      },
    });
    this.begin(SPAN.freeze);
  }

  reached(state: State): void {
    // A newer revision of the packet is told in the same state.
    if (this.isOver || this.state === state) return;
    this.state = state;
    const next = STEPS[state];
    this.step?.setAttribute(ATTRIBUTE.outcome, state);
    if (next === undefined) this.end(state);
    else this.begin(next);
  }

  /** A refusal, the leaving of the asker, or a failure; nothing once the end is reached. */
  end(outcome: State | RequestRefusal['kind'] | 'left' | 'error'): void {
    if (this.isOver) return;
    this.isOver = true;
    this.step?.end();
    this.asking.setAttribute(ATTRIBUTE.outcome, outcome);
    this.asking.end();
  }

  private begin(step: Step): void {
    this.step?.end();
    this.step = spans.startSpanFrom(traceparentOfSpan(this.asking), step);
  }
}
