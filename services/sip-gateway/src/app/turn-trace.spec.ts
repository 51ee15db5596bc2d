// What counts as one turn, and which prompt answers it.
import { trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ATTRIBUTE, SPAN } from '../spans';
import { TurnTrace } from './turn-trace';

let exporter: InMemorySpanExporter;
let turns: TurnTrace;

beforeEach(() => {
  exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  turns = new TurnTrace('call-0001');
});
afterEach(() => trace.disable());

const named = (name: string): readonly ReadableSpan[] =>
  exporter.getFinishedSpans().filter((span) => span.name === name);
const outcomes = (name: string) => named(name).map(({ attributes }) => attributes[ATTRIBUTE.outcome]);

it('begins with the caller’s speech and ends when the answer is heard', () => {
  turns.speaks('u1');
  turns.silent(1_000);
  turns.heard('p1', 'answer', 1_420);
  expect(named(SPAN.turn)[0]?.attributes).toEqual({
    [ATTRIBUTE.callId]: 'call-0001',
    [ATTRIBUTE.method]: 'speech',
    [ATTRIBUTE.utteranceId]: 'u1',
    [ATTRIBUTE.promptId]: 'p1',
    [ATTRIBUTE.promptKind]: 'answer',
    [ATTRIBUTE.responseMs]: 420,
    [ATTRIBUTE.outcome]: 'answered',
  });
});

it('is one turn when the caller goes on before we have answered, measured from their last word', () => {
  turns.speaks('u1');
  const begun = turns.traceparent;
  turns.silent(1_000);
  turns.speaks('u2');
  expect(turns.traceparent).toBe(begun);
  turns.silent(2_000);
  turns.heard('p1', 'answer', 2_300);
  expect(named(SPAN.turn).map(({ attributes }) => attributes[ATTRIBUTE.responseMs])).toEqual([300]);
});

it('takes a noise back: the trace is what it was', () => {
  const before = turns.traceparent;
  turns.speaks('u1');
  expect(turns.traceparent).not.toBe(before);
  turns.dismissed();
  expect(turns.traceparent).toBe(before);
  expect(outcomes(SPAN.turn)).toEqual(['dismissed']);
});

it('is not answered by a prompt that was on its way while the caller began', () => {
  turns.speaks('u1');
  turns.heard('p0', 'question', 50);
  expect(named(SPAN.turn)).toEqual([]);
});

it('keeps what comes late in the trace of the turn that was answered', () => {
  turns.speaks('u1');
  const turn = turns.traceparent;
  turns.silent(1_000);
  turns.heard('p1', 'filler', 1_900);
  expect(turns.traceparent).toBe(turn);
});

it('follows the first prompt of the turn to its end, and no prompt of another trace', () => {
  turns.speaks('u1');
  turns.silent(1_000);
  turns.audioCame('stray', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
  turns.audioCame('p1', turns.traceparent);
  turns.audioCame('p2', turns.traceparent);
  turns.heard('p1', 'answer', 1_300);
  turns.promptEnded('p2', 'cut');
  turns.promptEnded('p1', 'finished');
  expect(named(SPAN.playout).map(({ attributes }) => attributes[ATTRIBUTE.promptId])).toEqual(['p1']);
  expect(outcomes(SPAN.playout)).toEqual(['finished']);
});

it('leaves nothing open when the line ends', () => {
  turns.speaks('u1');
  turns.silent(1_000);
  turns.audioCame('p1', turns.traceparent);
  turns.end('caller-hung-up');
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual([SPAN.playout, SPAN.turn, SPAN.call]);
  const [turn] = named(SPAN.turn);
  expect(turn?.links.map(({ context }) => context.traceId)).toEqual([
    named(SPAN.call)[0]?.spanContext().traceId,
  ]);
});
