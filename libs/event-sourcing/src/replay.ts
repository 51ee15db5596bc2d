// Replay: the recorded inputs through the decider once more, and the first place where it decides otherwise.
import { sameJson } from './same-json';
import { fold, type Decider, type Effect, type Event, type Input } from './decider';
import { verifyChain, type ChainBreak, type Sha256 } from './hash-chain';
import { type Recorded, type RecordedInput, type StoredStream } from './record';
import { type Upcast } from './upcast';

export type Replayed<I extends Input = Input, E extends Event = Event> =
  | { readonly kind: 'identical'; readonly inputs: number; readonly events: number }
  /** The decider yields other events than the record holds; `version` is the first that differs. */
  | {
      readonly kind: 'diverged';
      readonly version: number;
      readonly input: I;
      readonly expected: readonly E[];
      readonly actual: readonly E[];
    }
  /** The record itself is not whole: nothing can be said about decisions from `version` on. */
  | {
      readonly kind: 'broken';
      readonly version: number;
      readonly reason: ChainBreak | 'inputs-not-contiguous';
    };

export interface ReplayOptions<E extends Event> {
  readonly sha256: Sha256;
  /** Lifts stored events to the shapes of the decider; without it they are taken as they are. */
  readonly upcast?: Upcast<E>;
}

/** Replays a whole stream as read from version 0. Compares what canonical JSON would compare byte by byte. Throws UnknownEventType. */
export const replayStream = <S, I extends Input, E extends Event>(
  decider: Decider<S, I, E, Effect>,
  stored: StoredStream<E, I>,
  { sha256, upcast }: ReplayOptions<E>,
): Replayed<I, E> => {
  const chain = verifyChain(stored.events, sha256);
  if (chain.kind === 'broken') return chain;
  const recorded = upcast ? stored.events.map(upcast) : stored.events;
  let state = decider.initial;
  let version = 0;
  for (const step of stored.inputs) {
    const expected = recorded.slice(version, version + step.count);
    if (!isWhole(step, expected, version))
      return { kind: 'broken', version, reason: 'inputs-not-contiguous' };
    const events = expected.map(({ event }) => event);
    const actual = decider.decide(state, step.input);
    const differing = firstDifference(events, actual);
    if (differing >= 0) {
      return { kind: 'diverged', version: version + differing, input: step.input, expected: events, actual };
    }
    state = fold(decider, state, events);
    version += step.count;
  }
  if (version !== recorded.length) return { kind: 'broken', version, reason: 'inputs-not-contiguous' };
  return { kind: 'identical', inputs: stored.inputs.length, events: recorded.length };
};

/** The step is the next one, and its events are all there and carry its input's id. */
const isWhole = (step: RecordedInput, events: readonly Recorded[], version: number): boolean =>
  step.firstVersion === version &&
  step.count > 0 &&
  events.length === step.count &&
  events.every((event) => event.inputId === step.input.inputId);

const firstDifference = (expected: readonly Event[], actual: readonly Event[]): number => {
  const longest = Math.max(expected.length, actual.length);
  for (let index = 0; index < longest; index += 1) {
    const [left, right] = [expected[index], actual[index]];
    if (!left || !right || !sameJson(left, right)) return index;
  }
  return -1;
};
