-- Segments had a check of their own so that attaching one need not read it; but a new one is empty. The check was kept, and Postgres
-- reads a check's text anew for each statement that inserts: 3 % of what a commit of one message costs the backend.

create or replace function howdah.create_segment(n bigint) returns void language plpgsql as $$
declare
  low    bigint := n << 28;
  high   bigint := (n + 1) << 28;
  -- Rows are never updated or deleted and every look-up is by position: there is nothing to vacuum or to analyse.
  -- (A segment old enough to endanger transaction ids is vacuumed all the same.)
  settings text := 'toast_tuple_target = 8160, autovacuum_enabled = false, toast.autovacuum_enabled = false';
begin
  if to_regclass(format('howdah.message_durable_%s', n)) is null then
    execute format('create table howdah.message_durable_%s (like howdah.message_durable including all)', n);
    execute format('alter table howdah.message_durable attach partition howdah.message_durable_%s for values from (%s) to (%s)', n, low, high);
    execute format('alter table howdah.message_durable_%s set (%s)', n, settings);
  end if;
  if to_regclass(format('howdah.message_transient_%s', n)) is null then
    execute format('create unlogged table howdah.message_transient_%s (like howdah.message_transient including all)', n);
    execute format('alter table howdah.message_transient attach partition howdah.message_transient_%s for values from (%s) to (%s)', n, low, high);
    execute format('alter table howdah.message_transient_%s set (%s)', n, settings);
  end if;
end $$;

do $$
declare
  segment regclass;
  name    text;
begin
  for segment, name in
    select conrelid, conname from pg_constraint
    join pg_inherits on inhrelid = conrelid
    where contype = 'c' and inhparent in ('howdah.message_durable'::regclass, 'howdah.message_transient'::regclass)
  loop
    execute format('alter table %s drop constraint %I', segment, name);
  end loop;
end $$;
