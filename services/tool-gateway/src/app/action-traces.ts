// One span per asking for an action, and one below it per request to the system behind the tool.
import { type action } from '@trunkline/domain';
import { inSpan, RecentTraces, traceparentOfSpan } from '@trunkline/runtime';
import { SpanKind } from '@opentelemetry/api';
import { ATTRIBUTE, SPAN, spans, type Purpose } from '../spans';
import { type Update } from './follow';
import { type Refusal } from './refusal';

export interface AskedAction {
  readonly actionId: string;
  /** A declared one: its name goes into the span's. */
  readonly tool: string;
  readonly effect: action.EffectClass;
  readonly traceparent: string;
}

export interface Sent {
  readonly actionId: string;
  readonly tool: string;
  readonly purpose: Purpose;
  readonly n: number;
}

const ACTIONS_MAX = 4_096;

export class ActionTraces {
  private readonly asked = new RecentTraces(ACTIONS_MAX);

  /** From asking to the end that is told, a refusal, or the leaving of the asker. */
  async asking(
    { actionId, tool, effect, traceparent }: AskedAction,
    work: (note: (update: Update) => void) => Promise<Refusal | undefined>,
  ): Promise<Refusal | undefined> {
    const attributes = { [ATTRIBUTE.tool]: tool, [ATTRIBUTE.effect]: effect, [ATTRIBUTE.attempts]: 0 };
    const span = spans.startSpanFrom(traceparent, `${SPAN.executeTool} ${tool}`, { attributes });
    this.asked.note(actionId, traceparentOfSpan(span));
    return inSpan(span, async () => {
      let outcome: string = 'left';
      const refused = await work((update) => {
        if (update.kind === 'attempting') span.setAttribute(ATTRIBUTE.attempts, update.attempt);
        else outcome = update.end.outcome;
      });
      span.setAttribute(ATTRIBUTE.outcome, refused?.kind ?? outcome);
      return refused;
    });
  }

  /** `outcome` is one of a closed list. */
  async sending<T>(
    { actionId, tool, purpose, n }: Sent,
    work: () => Promise<T>,
    outcome: (end: T) => string,
  ) {
    const attributes = { [ATTRIBUTE.tool]: tool, [ATTRIBUTE.purpose]: purpose, [ATTRIBUTE.attempt]: n };
    const terms = { kind: SpanKind.CLIENT, attributes };
    return inSpan(spans.startSpanFrom(this.asked.of(actionId), SPAN.request, terms), async (span) => {
      const end = await work();
      span.setAttribute(ATTRIBUTE.outcome, outcome(end));
      return end;
    });
  }
}
