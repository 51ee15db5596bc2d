// The append, as one statement to the client and one transaction to the server.

/**
 * The row of es_stream is the lock. Checks in this order: a newer owner, the same input, another version.
 * An input that is there already is answered by its place; the client compares whether it is its own work.
 * A writer can expect a version only after the transaction that wrote it has committed, so the order of transaction
 * ids is the order of versions within a stream.
 */
export const APPEND = `
create function es_append(
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
  if p_epoch < held.epoch then
    kind := 'fenced'; number := held.epoch; return;
  end if;
  select first_version, count into place, number from es_input where stream = p_stream and input_id = p_input_id;
  if found then
    kind := 'known'; return;
  end if;
  if held.version <> p_expected then
    kind := 'conflict'; number := held.version; return;
  end if;
  if held.tenant_id <> p_tenant_id then
    kind := 'foreign'; return;
  end if;
  prev := held.last_hash;
  hashes := array[prev];
  for i in 1 .. cardinality(p_content_hashes) loop
    prev := encode(sha256(convert_to(prev || p_content_hashes[i], 'UTF8')), 'hex');
    hashes := hashes || prev;
  end loop;
  insert into es_event (stream, version, event_id, type, schema_version, payload, at_ms, media_ms, input_id,
      causation_id, tenant_id, call_id, actor_service, actor_instance, actor_epoch, prev_hash, hash)
    select p_stream, p_expected + ord::integer, event_id, type, schema_version, payload, p_at_ms, p_media_ms, p_input_id,
      p_causation_id, p_tenant_id, p_call_id, p_service, p_instance, p_epoch, hashes[ord], hashes[ord + 1]
    from unnest(p_event_ids, p_types, p_schema_versions, p_payloads)
      with ordinality as e (event_id, type, schema_version, payload, ord)
    order by ord;
  insert into es_input (stream, input_id, first_version, count, input)
    values (p_stream, p_input_id, p_expected + 1, cardinality(p_event_ids), p_input);
  update es_stream set version = p_expected + cardinality(p_event_ids), epoch = p_epoch, is_final = p_is_final,
    tenant_id = p_tenant_id, call_id = p_call_id, last_hash = prev where stream = p_stream;
  kind := 'appended';
end $$;
`;
