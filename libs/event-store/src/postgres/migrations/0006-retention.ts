// Retention: partitions prepared ahead, whole streams deleted when they have had their time.

/**
 * These functions act with the owner's rights, so that a role that may only call them can delete what has expired and
 * nothing else. Each call is one small step in a transaction of its own; the caller goes on until nothing is left.
 *
 * A stream expires when it is final and its partition's first day is as many days ago as the rule of its tenant and
 * category says; one that is still open is never touched. When all streams of a partition have expired, it is closed to
 * new ones, loses its heads in batches, is detached, and dropped. Before that, expired streams are deleted row by row.
 *
 * es_expired_call tells for 60 days which calls lost a stream: for those who keep something of a call elsewhere.
 */
export const RETENTION = `
create index inbox_stream on inbox (stream);

create table es_expired_call (
  call_id    text primary key,
  tenant_id  text not null,
  expired_at timestamptz not null default now()
);
create index es_expired_call_time on es_expired_call (expired_at, call_id);

create function es_days(p_tenant_id text, p_category text) returns integer language sql stable as $$
  select days from es_retention where tenant_id in (p_tenant_id, '*') and category in (p_category, '*')
  order by tenant_id = '*', category = '*' limit 1
$$;

create function es_has_expired(p_stream es_stream) returns boolean language sql stable as $$
  select coalesce(p_stream.is_final
    and p_stream.begun_on + es_days(p_stream.tenant_id, p_stream.category) <= es_today(), false)
$$;

create function es_prepare(p_weeks integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  day date;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(7236412);
  for day in select es_week(es_today()) + 7 * n from generate_series(0, least(p_weeks, 52)) as n
    except select begins_on from es_partition order by 1
  loop
    perform es_add_partition(day);
    made := made + 1;
  end loop;
  return made;
end $$;

create function es_drop_detached(out name text) language plpgsql as $$
begin
  select relname into name from pg_class
    where relnamespace = (select relnamespace from pg_class where oid = 'es_stream'::regclass)
      and relkind = 'r' and not relispartition and relname ~ '^es_(event|input)_[0-9]{8}$' limit 1;
  if found then execute format('drop table %I', name); end if;
end $$;

-- One table at a time: an append takes its locks in one order and a read in another, so holding two would be a deadlock.
create function es_detach(p_begins_on date) returns text language plpgsql as $$
declare
  input text := 'es_input' || to_char(p_begins_on, '_YYYYMMDD');
begin
  if exists (select from pg_class where oid = to_regclass(input) and relispartition) then
    execute format('alter table es_input detach partition %I', input);
    return 'detaching';
  end if;
  execute format('alter table es_event detach partition %I', 'es_event' || to_char(p_begins_on, '_YYYYMMDD'));
  delete from es_partition where begins_on = p_begins_on;
  return 'detached';
end $$;

create function es_delete_streams(p_begins_on date, p_streams_max integer, p_with_rows boolean) returns integer
language plpgsql as $$
declare
  gone text[];
begin
  with chosen as materialized (
    select stream from es_stream s where s.begun_on = p_begins_on and es_has_expired(s)
    order by stream limit p_streams_max for update skip locked
  ), deleted as (
    delete from es_stream s using chosen where s.stream = chosen.stream returning s.stream, s.call_id, s.tenant_id
  ), told as (
    insert into es_expired_call (call_id, tenant_id) select distinct on (call_id) call_id, tenant_id from deleted
    on conflict (call_id) do update set expired_at = excluded.expired_at
  )
  select array_agg(stream) into gone from deleted;
  if gone is null then return 0; end if;
  delete from inbox where stream = any (gone);
  if p_with_rows then
    delete from es_event where begun_on = p_begins_on and stream = any (gone);
    delete from es_input where begun_on = p_begins_on and stream = any (gone);
  end if;
  return cardinality(gone);
end $$;

create function es_close_partition(p_begins_on date) returns boolean language plpgsql as $$
begin
  -- Who takes a stream into the partition holds this lock until the commit.
  perform pg_advisory_xact_lock(7236411, p_begins_on - date '2001-01-01');
  update es_partition set is_closing = true where begins_on = p_begins_on
    and not exists (select from es_stream s where s.begun_on = p_begins_on and not es_has_expired(s));
  return found;
end $$;

create function es_expire(p_streams_max integer, out did text, out began date, out streams integer)
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
  part record;
begin
  perform pg_advisory_xact_lock(7236412);
  delete from es_expired_call where expired_at < now() - interval '60 days';
  streams := 0;
  if es_drop_detached() is not null then
    did := 'dropped'; return;
  end if;
  for part in select begins_on, is_closing from es_partition
    where isfinite(begins_on) and begins_on + (select min(days) from es_retention) <= es_today()
      -- The newest stays, or there would be none to begin in.
      and begins_on < (select max(begins_on) from es_partition where begins_on <= es_today())
    order by begins_on
  loop
    began := part.begins_on;
    if not part.is_closing then part.is_closing := es_close_partition(began); end if;
    streams := es_delete_streams(began, least(p_streams_max, 5000), not part.is_closing);
    if streams > 0 then
      did := 'deleted'; return;
    end if;
    if part.is_closing and not exists (select from es_stream s where s.begun_on = part.begins_on) then
      did := es_detach(began);
      return;
    end if;
  end loop;
  did := 'nothing'; began := null;
  -- What is overdue and still open.
  select count(*) into streams from es_stream s
    where isfinite(s.begun_on) and not s.is_final and s.begun_on + es_days(s.tenant_id, s.category) <= es_today();
end $$;

create function es_continue_log() returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  last bigint;
  wanted bigint;
begin
  select greatest(
      coalesce((select e.tx::text::bigint from es_event e order by e.tx desc limit 1), 0),
      coalesce((select max(split_part(c.cursor, ':', 1)::bigint) from bus_cursor c where c.cursor ~ '^[0-9]{1,18}:[0-9]+$'), 0))
    into last;
  -- Ids that this server has given, or is giving now, need nothing.
  if last < pg_snapshot_xmax(pg_current_snapshot())::text::bigint + es_shift() then return 0; end if;
  wanted := last + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  execute format('create or replace function es_shift() returns bigint language sql immutable parallel safe as ''select %s::bigint''', wanted);
  return wanted;
end $$;

do $$
declare
  guarded text;
begin
  foreach guarded in array array['es_prepare(integer)', 'es_expire(integer)', 'es_continue_log()', 'es_add_partition(date)',
      'es_drop_detached()', 'es_detach(date)', 'es_delete_streams(date, integer, boolean)', 'es_close_partition(date)'] loop
    execute format('revoke all on function %s from public', guarded);
  end loop;
end $$;
`;
