-- A role per service: who may append, who only reads, who may let expire, and whose tenants they see. Run as the owner
-- of the tables, by the migrations job. Every statement can be repeated. No role changes or deletes an event; the keeper
-- may call the function that deletes what has expired.

do $$
declare
  service text;
  wanted text;
begin
  foreach wanted in array array['trunkline_reader', 'trunkline_writer'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;
  foreach wanted in array array['trunkline_sip_gateway', 'trunkline_dialogue_policy', 'trunkline_tool_gateway',
      'trunkline_handoff', 'trunkline_trace', 'trunkline_keeper'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
    execute format('alter role %I nosuperuser nocreatedb nocreaterole nobypassrls connection limit 200', wanted);
    execute format('grant connect on database %I to %I', current_database(), wanted);
    -- A forgotten transaction would hold back every reader of the log, whatever its client has set.
    execute format('alter role %I in database %I set idle_in_transaction_session_timeout = %L', wanted, current_database(), '10s');
    execute format('alter role %I in database %I set lock_timeout = %L', wanted, current_database(), '5s');
  end loop;
  -- `create schema if not exists` asks for this right even when the schema is there.
  execute format('grant create on database %I to trunkline_trace', current_database());
  execute format('revoke all on database %I from public', current_database());

  -- Services make their own tables at their start, each in a schema of its own.
  foreach service in array array['dialogue_policy', 'tool_gateway'] loop
    wanted := 'trunkline_' || service;
    execute format('create schema if not exists %I', service);
    execute format('grant usage, create on schema %I to %I', service, wanted);
    execute format('alter role %I in database %I set search_path = %I, public', wanted, current_database(), service);
  end loop;
end $$;

-- Tables that a service made where everybody was the owner come along.
do $$
declare
  moved record;
begin
  for moved in
    select * from (values ('tenant_day_spending', 'dialogue_policy'), ('tool_call_fence', 'tool_gateway'),
      ('tool_call_action', 'tool_gateway'), ('tool_confirmation', 'tool_gateway')) as of_service (name, service)
    where to_regclass('public.' || name) is not null
  loop
    execute format('alter table public.%I owner to %I', moved.name, 'trunkline_' || moved.service);
    execute format('alter table public.%I set schema %I', moved.name, moved.service);
  end loop;
end $$;

grant trunkline_reader to trunkline_writer, trunkline_trace;
grant trunkline_writer to trunkline_sip_gateway, trunkline_dialogue_policy, trunkline_tool_gateway, trunkline_handoff;

revoke create on schema public from public, trunkline_reader, trunkline_writer;
grant usage on schema public to trunkline_reader, trunkline_keeper;
revoke all on es_stream, es_event, es_input, es_partition, es_retention, es_expired_call, policy_snapshot, inbox,
  bus_cursor, schema_version from public, trunkline_reader, trunkline_writer, trunkline_keeper;
revoke all on sequence es_log_seq from public, trunkline_reader;

grant select on es_stream, es_event, es_input, es_partition, es_retention, es_expired_call, policy_snapshot, inbox,
  bus_cursor, schema_version to trunkline_reader;
grant insert, update on inbox, bus_cursor to trunkline_reader;
-- Through the parents only: nobody has a right on a partition itself.
grant insert on es_event, es_input, policy_snapshot, es_stream to trunkline_writer;
-- The row of a stream is its lock, its version and its owner's epoch.
grant update (tenant_id, call_id, version, epoch, is_final, last_hash, begun_on) on es_stream to trunkline_writer;
grant usage on sequence es_log_seq to trunkline_writer;

-- The keeper reads nothing and writes nothing: it prepares partitions, lets expire what the owner's rules let expire, and
-- erases a call that is over.
grant execute on function es_prepare(integer), es_expire(integer), es_erase_call(text, text) to trunkline_keeper;
grant select on schema_version to trunkline_keeper;

-- How old the oldest transaction is, of every role; without the right to grant this, each role sees its own.
do $$ begin
  grant pg_read_all_stats to trunkline_reader;
exception when insufficient_privilege then null;
end $$;

-- Which tenants a role sees: '*' is all of them, as the platform's own services do. A deployment for one tenant replaces
-- '*' by the tenant's id. A connection may narrow itself further with the setting trunkline.tenant.
create table if not exists tenant_access (
  role_name name not null,
  tenant_id text not null,
  primary key (role_name, tenant_id)
);
revoke all on tenant_access from public;
grant select on tenant_access to trunkline_reader;
insert into tenant_access (role_name, tenant_id)
  select rolname, '*' from pg_roles
  where rolname in ('trunkline_sip_gateway', 'trunkline_dialogue_policy', 'trunkline_tool_gateway',
      'trunkline_handoff', 'trunkline_trace')
    and not exists (select from tenant_access where role_name = rolname);

create or replace function tenants_seen() returns text[] language sql stable as $$
  select array_agg(case when chosen.tenant is null then tenant_id else chosen.tenant end)
  from tenant_access, nullif(current_setting('trunkline.tenant', true), '') as chosen (tenant)
  where role_name = current_user and (chosen.tenant is null or tenant_id in ('*', chosen.tenant))
$$;

alter table es_stream enable row level security;
alter table es_event enable row level security;
alter table es_input enable row level security;
alter table es_expired_call enable row level security;

-- The inner select runs once per statement, not once per row.
drop policy if exists by_tenant on es_event;
create policy by_tenant on es_event using ((select tenants_seen()) && array['*', tenant_id]);

drop policy if exists by_stream on es_input;
drop policy if exists by_tenant on es_input;
create policy by_tenant on es_input using ((select tenants_seen()) && array['*', tenant_id]);

drop policy if exists by_tenant on es_expired_call;
create policy by_tenant on es_expired_call using ((select tenants_seen()) && array['*', tenant_id]);

-- A stream belongs to nobody until its first append.
drop policy if exists by_tenant on es_stream;
create policy by_tenant on es_stream using (tenant_id is null or (select tenants_seen()) && array['*', tenant_id]);
