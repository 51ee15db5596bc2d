// An append as every store writes it: checked, with ids, versions, canonical texts and content hashes.
import {
  canonicalJson,
  contentHash,
  type Append,
  type Event,
  type Input,
  type Recorded,
  type Unchained,
} from '@trunkline/event-sourcing';
import { sha256 } from './sha256';

export const EVENTS_MAX = 256;
export const TEXT_BYTES_MAX = 1_048_576;
export const ID_CHARS_MAX = 400;
const STREAM = /^([a-z][a-z0-9-]*)\/[\x21-\x7e]{1,200}$/;

/** The append breaks a rule of the record; retrying it cannot help. Nothing was written. */
export class AppendRejected extends Error {
  override readonly name = 'AppendRejected';
}

export interface EventDraft<E extends Event = Event> {
  readonly envelope: Unchained & { readonly event: E };
  readonly payload: string;
  readonly contentHash: string;
}

export interface AppendDraft<E extends Event = Event> {
  readonly category: string;
  readonly input: string;
  readonly events: readonly EventDraft<E>[];
}

/** Throws AppendRejected, or TypeError for what canonical JSON cannot carry. */
export const draftAppend = <E extends Event, I extends Input>(append: Append<E, I>): AppendDraft<E> => {
  const category = categoryOf(append.stream);
  if (append.events.length < 1 || append.events.length > EVENTS_MAX) {
    throw new AppendRejected(`an append has 1 to ${EVENTS_MAX} events, not ${append.events.length}`);
  }
  if (!isCount(append.expectedVersion + 1) || !isCount(append.actor.epoch)) {
    throw new AppendRejected('expected version and epoch are whole numbers from -1 and 0');
  }
  const { input, tenantId, callId, causationId } = append;
  if (![input.at, input.mediaMs ?? 0].every(Number.isSafeInteger)) {
    throw new AppendRejected('wall time and media time are whole milliseconds');
  }
  if ([input.inputId, tenantId, callId, causationId].some(isNoId)) {
    throw new AppendRejected(`an id has 1 to ${ID_CHARS_MAX} characters, none of them NUL`);
  }
  return {
    category,
    input: bounded(canonicalJson(append.input)),
    events: append.events.map(draftEvent(append)),
  };
};

/** The category of a stream's name. Throws AppendRejected. */
export const categoryOf = (stream: string): string => {
  const category = STREAM.exec(stream)?.[1];
  if (category === undefined) throw new AppendRejected('a stream is named category/id');
  return category;
};

const draftEvent =
  <E extends Event, I extends Input>(append: Append<E, I>) =>
  (decided: E, index: number): EventDraft<E> => {
    const payload = bounded(canonicalJson(decided));
    const { input } = append;
    const envelope = {
      eventId: `${append.stream}#${input.inputId}#${index}`,
      tenantId: append.tenantId,
      callId: append.callId,
      stream: append.stream,
      version: append.expectedVersion + 1 + index,
      at: input.at,
      ...(input.mediaMs === undefined ? {} : { mediaMs: input.mediaMs }),
      inputId: input.inputId,
      causationId: append.causationId,
      actor: { service: append.actor.service, instance: append.actor.instance, epoch: append.actor.epoch },
      // What a reader of the text gets, not what the writer held: both must be the same thing.
      event: JSON.parse(payload) as E,
    };
    return { envelope, payload, contentHash: contentHash(envelope, sha256, payload) };
  };

const bounded = (text: string): string => {
  if (Buffer.byteLength(text) > TEXT_BYTES_MAX)
    throw new AppendRejected(`a text exceeds ${TEXT_BYTES_MAX} bytes`);
  return text;
};

/** A database text has no NUL. */
const isNoId = (id: string): boolean => id.length < 1 || id.length > ID_CHARS_MAX || id.includes('\0');

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31;

/** True when stored events are exactly what this draft would have written: a retry, not another writer's work. */
export const isSameWork = (draft: AppendDraft, stored: readonly Recorded[]): boolean =>
  stored.length === draft.events.length &&
  draft.events.every((event, index) => {
    const there = stored[index];
    return there !== undefined && contentHash(there, sha256) === event.contentHash;
  });
