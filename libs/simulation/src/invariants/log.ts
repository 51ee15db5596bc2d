// LOG: the record itself is whole, handled once, in order, explained, and decided as the deciders decide.
import { type action, type call, type line } from '@trunkline/domain';
import {
  type AgentEvent,
  type AgentInput,
  type HandoffEvent,
  type HandoffInput,
} from '@trunkline/domain/handoff/index';
import {
  replayStream,
  verifyChain,
  type Recorded,
  type RecordedInput,
  type StoredStream,
} from '@trunkline/event-sourcing';
import { sha256 } from '@trunkline/event-store';
import { type Deciders } from './deciders';
import { type Invariant } from './names';
import { type Check, type Trace, type Violation } from './trace';

interface Stream {
  readonly name: string;
  readonly events: readonly Recorded[];
  readonly positions: readonly number[];
  readonly inputs: readonly RecordedInput[];
}

const streamsOf = (trace: Trace): readonly Stream[] => {
  const streams = new Map<string, { events: Recorded[]; positions: number[]; inputs: RecordedInput[] }>();
  const stream = (name: string) => {
    const known = streams.get(name) ?? { events: [], positions: [], inputs: [] };
    streams.set(name, known);
    return known;
  };
  trace.events.forEach((recorded, position) => {
    const { events, positions } = stream(recorded.stream);
    events.push(recorded);
    positions.push(position);
  });
  for (const input of trace.inputs) stream(input.stream).inputs.push(input);
  return [...streams].map(([name, held]) => ({ name, ...held }));
};

/** LOG-1 versions without a gap, LOG-2 epochs never decrease, LOG-5 decided again as recorded, LOG-6 the hash chain verifies. */
const isWhole: Check = ({ trace }) => {
  const { deciders } = trace;
  return streamsOf(trace).flatMap((stream) => {
    const verdict = (deciders && replayOf(deciders, stream)) ?? verifyChain(stream.events, sha256);
    if (verdict.kind === 'identical' || verdict.kind === 'intact') return [];
    const reason = verdict.kind === 'diverged' ? 'diverged' : verdict.reason;
    const at = stream.events.findIndex(({ version }) => version === verdict.version);
    const position = stream.positions[at] ?? stream.positions.at(-1) ?? -1;
    return [
      found(trace, BROKEN[reason], {
        positions: [position],
        detail: `${stream.name}: ${reason} at ${verdict.version}`,
      }),
    ];
  });
};

const BROKEN = {
  'version-gap': 'LOG-1',
  'epoch-decreased': 'LOG-2',
  diverged: 'LOG-5',
  'inputs-not-contiguous': 'LOG-5',
  'prev-hash-mismatch': 'LOG-6',
  'hash-mismatch': 'LOG-6',
} as const;

/** LOG-3 an input is handled once: its events stand together, and it does not come back under another name. */
const isHandledOnce: Check = ({ trace }) =>
  streamsOf(trace).flatMap(({ name, events, positions, inputs }) => {
    const violations: Violation[] = [];
    const seen = new Set<string>();
    events.forEach(({ inputId }, index) => {
      const continues = events[index - 1]?.inputId === inputId;
      if (!continues && seen.has(inputId))
        violations.push(
          found(trace, 'LOG-3', { positions: [positions[index] ?? -1], detail: `${name}: ${inputId} again` }),
        );
      seen.add(inputId);
    });
    const said = new Set<string>();
    for (const { input, firstVersion } of inputs) {
      const { inputId: _id, at: _at, ...content } = input;
      if (content.mediaMs === undefined) continue;
      const text = JSON.stringify(content);
      if (said.has(text))
        violations.push(
          found(trace, 'LOG-3', {
            positions: [positions[firstVersion] ?? -1],
            detail: `${name}: ${input.type} twice`,
          }),
        );
      said.add(text);
    }
    return violations;
  });

const EFFECT_ID = /^([a-z-]+\/.+)\/(\d+)\/\d+$/;

/** LOG-4 what caused an event stands before it. */
const isCausedBefore: Check = ({ trace }) => {
  const before = new Set<string>();
  return trace.events.flatMap((recorded, position) => {
    const cause = EFFECT_ID.exec(recorded.causationId);
    const isKnown = cause === null || before.has(`${cause[1]}/${cause[2]}`);
    before.add(`${recorded.stream}/${recorded.version}`);
    return isKnown
      ? []
      : [
          found(trace, 'LOG-4', {
            positions: [position],
            detail: `${recorded.causationId} is not before it`,
          }),
        ];
  });
};

/** LOG-8 a stream belongs to one tenant and one call. */
const isOneTenants: Check = ({ trace }) =>
  streamsOf(trace).flatMap(({ name, events, positions }) => {
    const [first] = events;
    const other = events.findIndex(
      ({ tenantId, callId }) => tenantId !== first?.tenantId || callId !== first.callId,
    );
    return other < 0
      ? []
      : [found(trace, 'LOG-8', { positions: [positions[other] ?? -1], detail: `${name}: of two` })];
  });

export const logChecks: readonly Check[] = [isWhole, isHandledOnce, isCausedBefore, isOneTenants];

const replayOf = (deciders: Deciders, { name, events, inputs }: Stream) => {
  // The category of a stream says whose vocabulary its events and inputs are.
  const stored: StoredStream = { events, inputs, version: events.length - 1, epoch: 0 };
  switch (name.slice(0, name.indexOf('/'))) {
    case 'call':
      return replayStream(deciders.call, stored as StoredStream<call.CallEvent, call.CallInput>, { sha256 });
    case 'action':
      return replayStream(deciders.action, stored as StoredStream<action.ActionEvent, action.ActionInput>, {
        sha256,
      });
    case 'handoff':
      return replayStream(deciders.handoff, stored as StoredStream<HandoffEvent, HandoffInput>, { sha256 });
    case 'agent':
      return replayStream(deciders.agent, stored as StoredStream<AgentEvent, AgentInput>, { sha256 });
    case 'line':
      return replayStream(deciders.line, stored as StoredStream<line.LineEvent, line.LineInput>, { sha256 });
    default:
      return undefined;
  }
};

const found = (
  trace: Trace,
  invariant: Invariant,
  of: Pick<Violation, 'positions' | 'detail'>,
): Violation => ({
  invariant,
  callId: trace.callId,
  ...of,
});
