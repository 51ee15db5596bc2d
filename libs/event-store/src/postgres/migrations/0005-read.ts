// Reading from partitions: one stream from the only partition that can hold it, and the whole log in its order.

/**
 * How a plan is made is said here, not left to the planner's guess: a stream's plan is made anew each time, for then
 * it opens and locks one partition; the log's plan is made once, for it is the same for all of them.
 * Stable functions see what the calling statement sees.
 */
export const READ = `
create function es_events(p_stream text, p_from integer, p_before integer) returns setof es_event
language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare
  day date;
begin
  select s.begun_on into day from es_stream s where s.stream = p_stream;
  return query select * from es_event e
    where e.begun_on = day and e.stream = p_stream and e.version >= p_from and e.version < p_before order by e.version;
end $$;

create function es_inputs(p_stream text, p_from integer) returns setof es_input
language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare
  day date;
begin
  select s.begun_on into day from es_stream s where s.stream = p_stream;
  return query select * from es_input i where i.begun_on = day and i.stream = p_stream and i.first_version >= p_from;
end $$;

create function es_log(p_tx xid8, p_seq bigint, p_limit integer) returns setof es_event
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
  return query select * from es_event e
    where (e.tx, e.global_seq) > (p_tx, p_seq) and e.tx < es_log_mark() order by e.tx, e.global_seq limit p_limit;
end $$;
`;
