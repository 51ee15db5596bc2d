// The record in Postgres: one statement per append, one snapshot per read.
import {
  type Append,
  type Appended,
  type Event,
  type EventStore,
  type Input,
  type LogCursor,
  type LogPage,
  type StoredStream,
} from '@trunkline/event-sourcing';
import { type Pool } from 'pg';
import { AppendRejected, categoryOf, draftAppend, isSameWork, type AppendDraft } from '../append-draft';
import { type AppendSignal } from '../append-signal.port';
import { type LogEnd } from '../log-end.port';
import { type Snapshot, type SnapshotStore } from '../snapshot-store.port';
import { appendValues, APPEND_STATEMENT, type AppendAnswer } from './append-statement';
import { AppendAnnouncement } from './append-announcement';
import { listenForAppends } from './append-listener';
import { translated } from './failures';
import { appendTook, type AppendOutcome } from './observations';
import { EVENT_COLUMNS, recordedInputOf, recordedOf, type EventRow, type InputRow } from './rows';

export class PostgresEventStore implements EventStore, LogEnd, SnapshotStore, AppendSignal {
  private readonly announcement: AppendAnnouncement;

  /** The pool stays the caller's to close; the schema is there (migrate). */
  constructor(private readonly pool: Pool) {
    this.announcement = new AppendAnnouncement(pool);
  }

  async append<E extends Event, I extends Input>(append: Append<E, I>): Promise<Appended<E>> {
    const draft = draftAppend(append);
    const beganMs = performance.now();
    let outcome: AppendOutcome = 'unavailable';
    try {
      const { rows } = await this.query<AppendAnswer>(
        'es_append',
        APPEND_STATEMENT,
        appendValues(append, draft),
      );
      const answer = rows[0];
      if (!answer) throw new Error('es_append answers with one row');
      outcome = OUTCOMES[answer.kind];
      return await this.appended(append.stream, draft, answer);
    } finally {
      appendTook(performance.now() - beganMs, outcome);
    }
  }

  async read<E extends Event, I extends Input>(stream: string, fromVersion = 0): Promise<StoredStream<E, I>> {
    const { rows } = await this.query<StreamRow>('es_read', READ_STATEMENT, [stream, fromVersion]);
    const head = rows[0];
    if (!head) return { events: [], inputs: [], version: -1, epoch: 0 };
    return {
      events: rows.filter(hasEvent).map((row) => recordedOf<E>(row)),
      inputs: rows.filter(hasInput).map((row) => recordedInputOf<I>(row)),
      version: head.stream_version,
      epoch: Number(head.stream_epoch),
    };
  }

  async acquire(stream: string): Promise<number> {
    const { rows } = await this.query<{ epoch: string }>('es_acquire', ACQUIRE_STATEMENT, [
      stream,
      categoryOf(stream),
    ]);
    return Number(rows[0]?.epoch);
  }

  async openStreams(category: string): Promise<readonly string[]> {
    const { rows } = await this.query<{ stream: string }>('es_open_streams', OPEN_STATEMENT, [category]);
    return rows.map(({ stream }) => stream);
  }

  async readAll(after: LogCursor | undefined, limit: number): Promise<LogPage> {
    const cursor = after ?? '0:0';
    const { rows } = await this.query<LogRow>('es_read_all', READ_ALL_STATEMENT, [
      ...cursor.split(':'),
      limit,
    ]);
    const last = rows.at(-1);
    return {
      events: rows.map((row) => recordedOf(row)),
      cursor: last ? `${last.tx_text}:${last.global_seq}` : cursor,
    };
  }

  async logEnd(): Promise<LogCursor> {
    const { rows } = await this.query<{ xmin: string }>('es_log_end', LOG_END_STATEMENT, []);
    return `${Number(rows[0]?.xmin) - 1}:${SEQ_MAX}`;
  }

  async putSnapshot({ hash, kind, json }: Snapshot): Promise<void> {
    const sql =
      'insert into policy_snapshot (hash, kind, json) values ($1, $2, $3) on conflict (hash) do nothing';
    await this.query('snapshot_put', sql, [hash, kind, json]);
  }

  async getSnapshot(hash: string): Promise<Snapshot | undefined> {
    const sql = 'select hash, kind, json from policy_snapshot where hash = $1';
    const { rows } = await this.query<Snapshot & Record<string, unknown>>('snapshot_get', sql, [hash]);
    const row = rows[0];
    return row && { hash: row.hash, kind: row.kind, json: row.json };
  }

  onAppend(wake: () => void): Promise<() => Promise<void>> {
    return listenForAppends(this.pool, wake);
  }

  private async appended<E extends Event>(
    stream: string,
    draft: AppendDraft<E>,
    answer: AppendAnswer,
  ): Promise<Appended<E>> {
    switch (answer.kind) {
      case 'appended':
        this.announcement.announce();
        return { kind: 'appended', events: chained(draft, answer.hashes) };
      case 'fenced':
        return { kind: 'fenced', epoch: answer.number };
      case 'conflict':
        return { kind: 'conflict', version: answer.number };
      case 'known':
        return this.answerAgain(stream, draft, answer);
      case 'foreign':
        throw new AppendRejected('a stream belongs to one tenant');
    }
  }

  /** The input is recorded: by this very append before its connection was lost, or by another writer. */
  private async answerAgain<E extends Event>(stream: string, draft: AppendDraft<E>, answer: AppendAnswer) {
    const { rows } = await this.query<EventRow>('es_read_some', READ_SOME_STATEMENT, [
      stream,
      answer.place,
      answer.place + answer.number,
    ]);
    const events = rows.map((row) => recordedOf<E>(row));
    return { kind: isSameWork(draft, events) ? ('appended' as const) : ('duplicate' as const), events };
  }

  /** Prepared once per connection under its name. */
  private query<R extends object>(name: string, text: string, values: unknown[]) {
    return translated(() => this.pool.query<R>({ name, text, values }));
  }
}

const OUTCOMES: Readonly<Record<AppendAnswer['kind'], AppendOutcome>> = {
  appended: 'appended',
  known: 'known',
  conflict: 'conflict',
  fenced: 'fenced',
  foreign: 'refused',
};

type StreamRow = { readonly stream_version: number; readonly stream_epoch: string } & NullableRow<
  EventRow & InputRow
>;
type NullableRow<R> = { readonly [K in keyof R]: R[K] | null };
type LogRow = EventRow & { readonly tx_text: string; readonly global_seq: string };

const hasEvent = (row: StreamRow): row is StreamRow & EventRow => row.version !== null;
const hasInput = (row: StreamRow): row is StreamRow & InputRow => row.first_version !== null;

const VERSION_MAX = 2 ** 31 - 1;

const READ_STATEMENT = `
  select s.version as stream_version, s.epoch as stream_epoch, ${EVENT_COLUMNS}, i.first_version, i.count, i.input
  from es_stream s
  left join es_events($1, $2, ${VERSION_MAX}) e on true
  left join es_inputs($1, $2) i on i.input_id = e.input_id and i.first_version = e.version
  where s.stream = $1 order by e.version`;

const READ_SOME_STATEMENT = `select ${EVENT_COLUMNS} from es_events($1, $2, $3) e order by e.version`;

const ACQUIRE_STATEMENT = `
  insert into es_stream as s (stream, category, epoch) values ($1, $2, 1)
  on conflict (stream) do update set epoch = s.epoch + 1 returning epoch`;

const OPEN_STATEMENT = `
  select stream from es_stream where category = $1 and not is_final and begun_on is not null order by created_seq`;

/** Rows of transactions that a running one could still precede stay out of sight: none is ever skipped. */
const READ_ALL_STATEMENT = `
  select ${EVENT_COLUMNS}, e.tx::text as tx_text, e.global_seq from es_log($1::xid8, $2::bigint, $3) e
  order by e.tx, e.global_seq`;

const LOG_END_STATEMENT = 'select es_log_mark()::text as xmin';

/** Behind every row of its transaction. */
const SEQ_MAX = '9223372036854775807';

const chained = <E extends Event>(draft: AppendDraft<E>, hashes: readonly string[]) =>
  draft.events.map(({ envelope }, index) => ({
    ...envelope,
    prevHash: hashes[index] ?? '',
    hash: hashes[index + 1] ?? '',
  }));
