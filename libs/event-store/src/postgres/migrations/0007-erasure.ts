// Erasing one call before its time: all of its streams at once, or none.

/** With the owner's rights, for a role that may call it. Streams that belong to no week (human agents) stay. */
export const ERASURE = `
create function es_erase_call(p_tenant_id text, p_call_id text, out did text, out streams integer)
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
  gone text[];
  days date[];
begin
  perform pg_advisory_xact_lock(7236412);
  -- In the order of their names: who appends holds one head at a time.
  perform from es_stream s
    where s.call_id = p_call_id and s.tenant_id = p_tenant_id and isfinite(s.begun_on) order by s.stream for update;
  did := 'unknown'; streams := 0;
  if not found then return; end if;
  if exists (select from es_stream s where s.call_id = p_call_id and s.tenant_id = p_tenant_id
      and isfinite(s.begun_on) and not s.is_final) then
    did := 'open'; return;
  end if;
  with deleted as (
    delete from es_stream s where s.call_id = p_call_id and s.tenant_id = p_tenant_id and isfinite(s.begun_on)
    returning s.stream, s.begun_on
  )
  select array_agg(stream), array_agg(distinct begun_on) into gone, days from deleted;
  delete from inbox where stream = any (gone);
  delete from es_input where begun_on = any (days) and stream = any (gone);
  delete from es_event where begun_on = any (days) and stream = any (gone);
  insert into es_expired_call (call_id, tenant_id) values (p_call_id, p_tenant_id)
    on conflict (call_id) do update set expired_at = excluded.expired_at;
  did := 'erased'; streams := cardinality(gone);
end $$;
revoke all on function es_erase_call(text, text) from public;
`;
