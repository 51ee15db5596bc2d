-- A role per service: who may append, who only reads, and whose tenants they see. Run as the owner of the tables.
-- Every statement can be repeated. Nobody but the owner may change or delete an event.

do $$
declare
  wanted text;
begin
  foreach wanted in array array['trunkline_reader', 'trunkline_writer'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;
  foreach wanted in array array['trunkline_sip_gateway', 'trunkline_dialogue_policy', 'trunkline_tool_gateway',
      'trunkline_handoff', 'trunkline_trace'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
    execute format('alter role %I nosuperuser nocreatedb nocreaterole nobypassrls connection limit 200', wanted);
    execute format('grant connect on database %I to %I', current_database(), wanted);
  end loop;
  -- `create schema if not exists` asks for this right even when the schema is there.
  execute format('grant create on database %I to trunkline_trace', current_database());
  execute format('revoke all on database %I from public', current_database());
end $$;

grant trunkline_reader to trunkline_writer, trunkline_trace;
grant trunkline_writer to trunkline_sip_gateway, trunkline_dialogue_policy, trunkline_tool_gateway, trunkline_handoff;

-- Services make their own tables at their start. What the owner made stays the owner's.
grant usage, create on schema public to trunkline_reader;
revoke all on es_stream, es_event, es_input, policy_snapshot, inbox, bus_cursor, schema_version
  from trunkline_reader, trunkline_writer;

grant select on es_stream, es_event, es_input, policy_snapshot, inbox, bus_cursor, schema_version to trunkline_reader;
grant insert, update on inbox, bus_cursor to trunkline_reader;
grant insert on es_event, es_input, policy_snapshot, es_stream to trunkline_writer;
-- The row of a stream is its lock, its version and its owner's epoch.
grant update (tenant_id, call_id, version, epoch, is_final, last_hash) on es_stream to trunkline_writer;

-- Which tenants a role sees: '*' is all of them. A deployment for one tenant replaces '*' by the tenant's id.
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

alter table es_stream enable row level security;
alter table es_event enable row level security;
alter table es_input enable row level security;

-- The inner select runs once per statement, not once per row.
drop policy if exists by_tenant on es_event;
create policy by_tenant on es_event using (
  (select array_agg(tenant_id) from tenant_access where role_name = current_user) && array['*', tenant_id]);

-- A stream belongs to nobody until its first append.
drop policy if exists by_tenant on es_stream;
create policy by_tenant on es_stream using (
  tenant_id is null
  or (select array_agg(tenant_id) from tenant_access where role_name = current_user) && array['*', tenant_id]);

-- An input is seen by whoever sees its stream.
drop policy if exists by_stream on es_input;
create policy by_stream on es_input using (exists (select from es_stream s where s.stream = es_input.stream));
