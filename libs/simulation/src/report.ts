// A failure as somebody reads it: what was broken, by which seed, under which faults, and the last things that happened.
import { type Violation } from './invariants/trace';
import { type SimulatedCall } from './simulate-call';

const EVENTS_SHOWN = 14;
const OTHERS_SHOWN = 6;
const TEXT_CHARS_MAX = 150;

export const reportOf = (call: SimulatedCall): string =>
  [
    `seed ${call.seed}: ${call.violations.length} violation${call.violations.length === 1 ? '' : 's'}`,
    `  caller  ${call.person.habits.join(', ') || 'nothing special'}`,
    `  faults  ${
      Object.entries(call.happened)
        .map(([kind, times]) => `${kind} x${times}`)
        .join(', ') || 'none'
    }`,
    ...call.violations.slice(0, 1).flatMap((violation) => violationLines(call, violation)),
    ...call.violations.slice(1, OTHERS_SHOWN).map(({ invariant, detail }) => `  ${invariant}: ${detail}`),
  ].join('\n');

/** One JSON line per event, in order. */
export const traceLines = (call: SimulatedCall): string =>
  call.trace.events.map((event, position) => `${JSON.stringify({ position, ...event })}\n`).join('');

const violationLines = (
  call: SimulatedCall,
  { invariant, detail, positions }: Violation,
): readonly string[] => {
  const last = Math.max(0, ...positions);
  const from = Math.max(0, last - EVENTS_SHOWN + 1);
  const shown = new Set([
    ...positions.filter((position) => position >= 0 && position < from),
    ...range(from, last),
  ]);
  return [
    '',
    `  ${invariant}: ${detail}`,
    ...[...shown].map((position) => eventLine(call, position, positions)),
  ];
};

const eventLine = ({ trace }: SimulatedCall, position: number, offending: readonly number[]): string => {
  const recorded = trace.events[position];
  if (recorded === undefined) return `    ${position}`;
  const { type, v: _v, ...content } = recorded.event as { type: string; v: number };
  const seconds = ((recorded.at - (trace.events[0]?.at ?? 0)) / 1_000).toFixed(3);
  const mark = offending.includes(position) ? '>' : ' ';
  const text = JSON.stringify(content).slice(0, TEXT_CHARS_MAX);
  return `  ${mark} ${String(position).padStart(4)} ${seconds.padStart(9)}s ${recorded.stream.split('/')[0]}@${recorded.actor.epoch} ${type} ${text}`;
};

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
