// Events and inputs in partitions by the week in which their stream began, so that what has had its time is dropped.

/**
 * `begun_on` names a partition and stands in the head of the stream: all of a stream is in one, and the lock of the
 * head makes versions and inputs unique there. Streams of a call share the partition of its first. Lasting categories
 * are in the partition of '-infinity'.
 *
 * The head has no index on what an append changes, so that its new version stays on its page and out of the indexes.
 *
 * `es_shift` is added to every transaction id: a database restored from a dump goes on above the ids it was dumped with.
 */
export const PARTITIONS = `
create sequence es_log_seq as bigint;

alter table es_event rename to es_event_before;
alter table es_input rename to es_input_before;
alter index es_event_pkey rename to es_event_before_pkey;
alter index es_input_pkey rename to es_input_before_pkey;
alter index es_event_log rename to es_event_before_log;

create function es_shift() returns bigint language sql immutable parallel safe as 'select 0::bigint';
create function es_tx() returns xid8 language sql volatile as
  'select (pg_current_xact_id()::text::bigint + es_shift())::text::xid8';
create function es_log_mark() returns xid8 language sql stable as
  'select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + es_shift())::text::xid8';

create table es_event (
  begun_on       date not null,
  global_seq     bigint not null default nextval('es_log_seq'),
  tx             xid8 not null default es_tx(),
  stream         text not null,
  version        integer not null,
  event_id       text not null,
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
  primary key (stream, version, begun_on)
) partition by list (begun_on);
create unique index es_event_id on es_event (event_id, begun_on);
create index es_event_log on es_event (tx, global_seq);

create table es_input (
  begun_on      date not null,
  tenant_id     text not null,
  stream        text not null,
  input_id      text not null,
  first_version integer not null,
  count         integer not null,
  input         text not null,
  primary key (stream, input_id, begun_on)
) partition by list (begun_on);

create table es_partition (
  begins_on  date primary key,
  -- Takes no more streams: all it has have expired.
  is_closing boolean not null default false
);

create function es_week(p_day date) returns date language sql immutable as
  $$ select p_day - ((p_day - date '2001-01-01') % 7) $$;
create function es_today() returns date language sql stable as $$ select (now() at time zone 'utc')::date $$;

create function es_add_partition(p_begins_on date) returns void language plpgsql as $$
declare
  suffix text := case when isfinite(p_begins_on) then to_char(p_begins_on, 'YYYYMMDD') else 'lasting' end;
  parent text;
begin
  foreach parent in array array['es_event', 'es_input'] loop
    -- Attaching takes a weaker lock than making a partition in place: appends go on.
    execute format('create table %I (like %I including defaults including constraints including indexes)',
      parent || '_' || suffix, parent);
    execute format('alter table %I attach partition %I for values in (%L)', parent, parent || '_' || suffix, p_begins_on);
  end loop;
  insert into es_partition (begins_on) values (p_begins_on);
end $$;

create table es_retention (
  tenant_id text not null,
  category  text not null,
  -- Null keeps for good. Partitions are weeks: nothing shorter can be kept to.
  days      integer check (days >= 7),
  primary key (tenant_id, category)
);
insert into es_retention (tenant_id, category, days) values ('*', '*', 90), ('*', 'agent', null);

alter table es_stream add column begun_on date;
update es_stream s set begun_on = case
    when exists (select from es_retention r where r.category = s.category and r.days is null) then '-infinity'::date
    else es_week(e.recorded_at::date) end
  from es_event_before e where e.stream = s.stream and e.version = 0;
-- A call's streams share the week of the first.
update es_stream s set begun_on = c.begun_on
  from (select call_id, min(begun_on) as begun_on from es_stream where isfinite(begun_on) group by call_id) c
  where s.call_id = c.call_id and isfinite(s.begun_on) and s.begun_on <> c.begun_on;

select es_add_partition(begins_on) from (
  select '-infinity'::date as begins_on
  union select begun_on from es_stream where begun_on is not null
  union select es_week(es_today()) + 7 * n from generate_series(0, 4) as n
) as wanted order by begins_on;

insert into es_event
  select s.begun_on, e.global_seq, e.tx, e.stream, e.version, e.event_id, e.type, e.schema_version, e.payload, e.at_ms,
    e.media_ms, e.input_id, e.causation_id, e.tenant_id, e.call_id, e.actor_service, e.actor_instance, e.actor_epoch,
    e.prev_hash, e.hash, e.recorded_at
  from es_event_before e join es_stream s on s.stream = e.stream;
insert into es_input
  select s.begun_on, s.tenant_id, i.stream, i.input_id, i.first_version, i.count, i.input
  from es_input_before i join es_stream s on s.stream = i.stream;
select setval('es_log_seq', (select coalesce(max(global_seq), 0) + 1 from es_event_before), false);
drop table es_event_before;
drop table es_input_before;

drop index es_stream_open;
create index es_stream_open on es_stream (category, created_seq) where not is_final and begun_on is not null;
create index es_stream_begun on es_stream (begun_on);
alter table es_stream set (fillfactor = 70);
`;
