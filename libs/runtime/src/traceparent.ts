// W3C Trace Context in a message field, for streams that outlive a turn.
import { context, isSpanContextValid, trace, TraceFlags, type Context } from '@opentelemetry/api';

/** `00-<trace>-<span>-01` of the active span, or the empty string. */
export const traceparentOf = (from: Context = context.active()): string => {
  const span = trace.getSpanContext(from);
  if (!span || !isSpanContextValid(span)) return '';
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
};

/** The context that a message came in; the active one when the field is empty or malformed. */
export const contextOf = (traceparent: string): Context => {
  const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent);
  if (!match?.[1] || !match[2]) return context.active();
  const traceFlags = match[3] === '01' ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(context.active(), {
    traceId: match[1],
    spanId: match[2],
    traceFlags,
    isRemote: true,
  });
};
