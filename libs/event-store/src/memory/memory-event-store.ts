// The record in memory: the same rules as the database's, for tests, the simulator and nothing that must last.
import {
  chainedHash,
  type Append,
  type Appended,
  type Event,
  type EventStore,
  type Input,
  type LogCursor,
  type LogPage,
  type Recorded,
  type RecordedInput,
  type StoredStream,
} from '@trunkline/event-sourcing';
import { AppendRejected, categoryOf, draftAppend, isSameWork, type AppendDraft } from '../append-draft';
import { type AppendSignal } from '../append-signal.port';
import { type LogEnd } from '../log-end.port';
import { sha256 } from '../sha256';
import { deepFrozen } from './deep-frozen';

interface MemoryStream {
  readonly category: string;
  readonly events: Recorded[];
  readonly inputs: Map<string, RecordedInput>;
  epoch: number;
  isFinal: boolean;
}

export class MemoryEventStore implements EventStore, LogEnd, AppendSignal {
  private readonly streams = new Map<string, MemoryStream>();
  private readonly log: Recorded[] = [];
  private readonly wakers = new Set<() => void>();

  async append<E extends Event, I extends Input>(append: Append<E, I>): Promise<Appended<E>> {
    const draft = draftAppend(append);
    const stream = this.stream(append.stream);
    if (append.actor.epoch < stream.epoch) return { kind: 'fenced', epoch: stream.epoch };
    const earlier = stream.inputs.get(append.input.inputId);
    if (earlier) return answerAgain(draft, eventsOf<E>(stream, earlier));
    const version = stream.events.length - 1;
    if (version !== append.expectedVersion) return { kind: 'conflict', version };
    if (stream.events[0] && stream.events[0].tenantId !== append.tenantId) {
      throw new AppendRejected('a stream belongs to one tenant');
    }
    const events = chained(stream.events.at(-1)?.hash ?? '', draft);
    stream.epoch = append.actor.epoch;
    stream.isFinal = append.isFinal;
    stream.inputs.set(
      append.input.inputId,
      deepFrozen({
        stream: append.stream,
        firstVersion: version + 1,
        count: events.length,
        input: JSON.parse(draft.input) as Input,
      }),
    );
    stream.events.push(...events);
    this.log.push(...events);
    for (const wake of this.wakers) wake();
    return { kind: 'appended', events };
  }

  async read<E extends Event, I extends Input>(name: string, fromVersion = 0): Promise<StoredStream<E, I>> {
    const stream = this.streams.get(name);
    if (!stream) return { events: [], inputs: [], version: -1, epoch: 0 };
    return {
      events: stream.events.slice(fromVersion) as Recorded<E>[],
      inputs: [...stream.inputs.values()].filter(
        (input) => input.firstVersion >= fromVersion,
      ) as RecordedInput<I>[],
      version: stream.events.length - 1,
      epoch: stream.epoch,
    };
  }

  async acquire(name: string): Promise<number> {
    const stream = this.stream(name);
    stream.epoch += 1;
    return stream.epoch;
  }

  async openStreams(category: string): Promise<readonly string[]> {
    return [...this.streams]
      .filter(([, stream]) => stream.category === category && stream.events.length > 0 && !stream.isFinal)
      .map(([name]) => name);
  }

  async readAll(after: LogCursor | undefined, limit: number): Promise<LogPage> {
    const from = after === undefined ? 0 : Number(after);
    const events = this.log.slice(from, from + limit);
    return { events, cursor: String(from + events.length) };
  }

  async logEnd(): Promise<LogCursor> {
    return String(this.log.length);
  }

  async onAppend(wake: () => void): Promise<() => Promise<void>> {
    this.wakers.add(wake);
    return async () => {
      this.wakers.delete(wake);
    };
  }

  private stream(name: string): MemoryStream {
    const known = this.streams.get(name);
    if (known) return known;
    const created = { category: categoryOf(name), events: [], inputs: new Map(), epoch: 0, isFinal: false };
    this.streams.set(name, created);
    return created;
  }
}

const eventsOf = <E extends Event>(
  stream: MemoryStream,
  { firstVersion, count }: RecordedInput,
): Recorded<E>[] => stream.events.slice(firstVersion, firstVersion + count) as Recorded<E>[];

const answerAgain = <E extends Event>(
  draft: AppendDraft<E>,
  events: readonly Recorded<E>[],
): Appended<E> => ({
  kind: isSameWork(draft, events) ? 'appended' : 'duplicate',
  events,
});

const chained = <E extends Event>(lastHash: string, draft: AppendDraft<E>): Recorded<E>[] => {
  let prevHash = lastHash;
  return draft.events.map(({ envelope, contentHash }) => {
    const recorded = { ...envelope, prevHash, hash: chainedHash(prevHash, contentHash, sha256) };
    prevHash = recorded.hash;
    return deepFrozen(recorded);
  });
};
