// The one shape of control-plane logic: inputs in, events out, state as a fold, effects as a function of an event.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** What every input carries. Time and ids arrive here; a decider has no other source of either. */
export interface Input {
  readonly type: string;
  /** Unique in its stream; the same input delivered twice carries the same id and is handled once. */
  readonly inputId: string;
  readonly at: EpochMs;
  /** Media time, ms since the line was answered, where the input has one. */
  readonly mediaMs?: number;
  /** The effect this input answers, if it answers one: see effectId. */
  readonly answers?: string;
}

/** A fact: past tense, stored. `v` is the schema version of the type; a breaking change is a new type. */
export interface Event {
  readonly type: string;
  readonly v: number;
}

/** Something to be done outside because an event was appended. */
export interface Effect {
  readonly type: string;
}

export interface Decider<S, I extends Input, E extends Event, F extends Effect> {
  /** The stream category that this decider owns: `call`, `action`, `handoff`, `line`, `agent`. */
  readonly category: string;
  readonly initial: S;
  /** Total: an input that means nothing in this state yields no events; it never throws on input. */
  decide(state: S, input: I): readonly E[];
  evolve(state: S, event: E): S;
  /** Pure function of the event alone, so that a restarted host derives the same effects. */
  effects(event: E): readonly F[];
  /** No further event is expected; the stream can be forgotten by its host. */
  isFinal(state: S): boolean;
}

/** Folds events over a state. */
export const fold = <S, E extends Event>(
  decider: { evolve(state: S, event: E): S },
  state: S,
  events: Iterable<E>,
): S => {
  let folded = state;
  for (const event of events) folded = decider.evolve(folded, event);
  return folded;
};

/** The stable id of the index-th effect of the event at `version`: the same after any number of restarts. */
export const effectId = (stream: string, version: number, index: number): string =>
  `${stream}/${version}/${index}`;
