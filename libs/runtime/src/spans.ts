// Spans below the trace that a message names: what a service begins, runs within, and passes on.
import {
  type Attributes,
  context,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { contextOf, traceparentOf } from './traceparent';

export interface SpanTerms {
  readonly attributes?: Attributes;
  readonly kind?: SpanKind;
  readonly links?: readonly Link[];
  /** Wall time, ms, for a span that is known only once it is over; now if absent. */
  readonly startAt?: number;
}

export interface SpanMaker {
  /** Begins below the span that `traceparent` names; on its own when it names none. */
  startSpanFrom(traceparent: string, name: string, terms?: SpanTerms): Span;
}

/** The tracer is asked for anew each time: telemetry may begin after this was declared, end, and begin again. */
export const spansOf = (scope: string): SpanMaker => ({
  startSpanFrom: (traceparent, name, terms = {}) => {
    const { attributes = {}, kind = SpanKind.INTERNAL, links = [], startAt } = terms;
    const options = {
      attributes,
      kind,
      links: [...links],
      ...(startAt === undefined ? {} : { startTime: new Date(startAt) }),
    };
    return trace.getTracer(scope).startSpan(name, options, contextOf(traceparent));
  },
});

/** What a message that this span leads to carries. */
export const traceparentOfSpan = (span: Span): string => traceparentOf(trace.setSpan(context.active(), span));

/** The span ends with the work. A failure marks it and is thrown on; its words stay out of the span. */
export const inSpan = async <T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> => {
  try {
    return await work(span);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};
