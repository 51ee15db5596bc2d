// The record: events in their streams, the inputs that led to them, and who may append.

/**
 * Texts are stored as text, not jsonb: their bytes are what is hashed and compared, and jsonb refuses \u0000.
 * `tx` and `global_seq` order the whole log for its readers; `tx` is the transaction's id, so a reader can tell
 * which rows are behind every transaction still running.
 */
export const RECORD = `
create table es_stream (
  stream      text primary key,
  category    text not null,
  created_seq bigint generated always as identity,
  tenant_id   text,
  call_id     text,
  version     integer not null default -1,
  epoch       bigint not null default 0,
  is_final    boolean not null default false,
  last_hash   text not null default ''
);
create index es_stream_open on es_stream (category, created_seq) where not is_final and version >= 0;
create index es_stream_call on es_stream (call_id);

create table es_event (
  global_seq     bigint generated always as identity,
  tx             xid8 not null default pg_current_xact_id(),
  stream         text not null,
  version        integer not null,
  event_id       text not null unique,
  type           text not null,
  schema_version integer not null,
  payload        text not null,
  at_ms          bigint not null,
  media_ms       bigint,
  input_id       text not null,
  causation_id   text not null,
  tenant_id      text not null,
  call_id        text not null,
  actor_service  text not null,
  actor_instance text not null,
  actor_epoch    bigint not null,
  prev_hash      text not null,
  hash           text not null,
  recorded_at    timestamptz not null default now(),
  primary key (stream, version)
);
create index es_event_log on es_event (tx, global_seq);

create table es_input (
  stream        text not null,
  input_id      text not null,
  first_version integer not null,
  count         integer not null,
  input         text not null,
  primary key (stream, input_id)
);
create unique index es_input_place on es_input (stream, first_version);

create table policy_snapshot (
  hash text primary key,
  kind text not null,
  json text not null
);

create table inbox (
  consumer text not null,
  stream   text not null,
  version  integer not null,
  primary key (consumer, stream)
);

create table bus_cursor (
  consumer text primary key,
  cursor   text not null
);
`;
