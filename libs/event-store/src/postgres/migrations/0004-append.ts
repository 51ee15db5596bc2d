// The append on partitions, as one statement to the client and one transaction to the server.

/**
 * The row of es_stream is the lock. Checks in this order: another tenant, a newer owner, the same input, another
 * version. An input that is there already is answered by its place; the client compares whether it is its own work.
 * A writer can expect a version only after the transaction that wrote it has committed, so the order of transaction
 * ids is the order of versions within a stream.
 *
 * On its usual way it only writes: an insert touches one partition, a select would lock all of them.
 */
export const APPEND_IN_PARTITIONS = `
create function es_partition_for(p_category text, p_call_id text) returns date language plpgsql as $$
declare
  day date;
begin
  if exists (select from es_retention where category = p_category and days is null) then
    return '-infinity';
  end if;
  select min(s.begun_on) into day from es_stream s where s.call_id = p_call_id and isfinite(s.begun_on);
  if day is not null then
    -- Held until the commit: a partition that a stream enters is not dropped.
    perform pg_advisory_xact_lock_shared(7236411, day - date '2001-01-01');
    perform from es_partition where begins_on = day and not is_closing;
    if found then return day; end if;
  end if;
  -- The newest that has begun: should nobody have prepared this week's, the stream joins an older one.
  select max(begins_on) into day from es_partition where begins_on <= es_today() and not is_closing;
  if isfinite(day) then perform pg_advisory_xact_lock_shared(7236411, day - date '2001-01-01'); end if;
  return day;
end $$;

create or replace function es_append(
  p_stream text, p_category text, p_tenant_id text, p_call_id text,
  p_expected integer, p_epoch bigint, p_input_id text, p_input text, p_is_final boolean,
  p_at_ms bigint, p_media_ms bigint, p_causation_id text, p_service text, p_instance text,
  p_event_ids text[], p_types text[], p_schema_versions integer[], p_payloads text[], p_content_hashes text[],
  out kind text, out place integer, out number integer, out hashes text[]
) language plpgsql as $$
declare
  held es_stream%rowtype;
  prev text;
begin
  select * into held from es_stream where stream = p_stream for update;
  if not found then
    insert into es_stream (stream, category) values (p_stream, p_category) on conflict (stream) do nothing;
    select * into strict held from es_stream where stream = p_stream for update;
  end if;
  if held.tenant_id <> p_tenant_id then
    kind := 'foreign'; return;
  end if;
  if p_epoch < held.epoch then
    kind := 'fenced'; number := held.epoch; return;
  end if;
  if held.version = p_expected then
    held.begun_on := coalesce(held.begun_on, es_partition_for(p_category, p_call_id));
    insert into es_input (begun_on, tenant_id, stream, input_id, first_version, count, input)
      values (held.begun_on, p_tenant_id, p_stream, p_input_id, p_expected + 1, cardinality(p_event_ids), p_input)
      on conflict do nothing;
  end if;
  if held.version <> p_expected or not found then
    select i.first_version, i.count into place, number from es_input i
      where i.begun_on = held.begun_on and i.stream = p_stream and i.input_id = p_input_id;
    if found then
      kind := 'known';
    else
      kind := 'conflict'; number := held.version;
    end if;
    return;
  end if;
  prev := held.last_hash;
  hashes := array[prev];
  for i in 1 .. cardinality(p_content_hashes) loop
    prev := encode(sha256(convert_to(prev || p_content_hashes[i], 'UTF8')), 'hex');
    hashes := hashes || prev;
  end loop;
  insert into es_event (begun_on, stream, version, event_id, type, schema_version, payload, at_ms, media_ms, input_id,
      causation_id, tenant_id, call_id, actor_service, actor_instance, actor_epoch, prev_hash, hash)
    select held.begun_on, p_stream, p_expected + ord::integer, event_id, type, schema_version, payload, p_at_ms,
      p_media_ms, p_input_id, p_causation_id, p_tenant_id, p_call_id, p_service, p_instance, p_epoch, hashes[ord],
      hashes[ord + 1]
    from unnest(p_event_ids, p_types, p_schema_versions, p_payloads)
      with ordinality as e (event_id, type, schema_version, payload, ord)
    order by ord;
  update es_stream set version = p_expected + cardinality(p_event_ids), epoch = p_epoch, is_final = p_is_final,
    begun_on = held.begun_on, tenant_id = p_tenant_id, call_id = p_call_id, last_hash = prev where stream = p_stream;
  kind := 'appended';
end $$;
`;
