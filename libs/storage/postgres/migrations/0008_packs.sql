-- Neighbouring messages of one commit share a row of the log, as many as fill a page: a row costs more than a small message.
-- docs/adr/0040-packs.md has the measurements.

-- A row holds the messages at the positions from seq to seq + count - 1; their contents as pack.ts writes them. Rows from before hold one,
-- in the form that a pack of one still has. A commit takes a block of 1,024 positions and no pack reaches beyond its block.
alter table howdah.message add column count smallint not null default 1;

-- A pack is as large as a page has room for, and stays whole in it. New segments have it from howdah.create_segment.
do $$
declare
  segment regclass;
begin
  for segment in
    select inhrelid from pg_inherits
    where inhparent in ('howdah.message_durable'::regclass, 'howdah.message_transient'::regclass)
    union all select 'howdah.message_straggler'::regclass
  loop
    execute format('alter table %s set (toast_tuple_target = 8160)', segment);
  end loop;
end $$;

create or replace function howdah.create_segment(n bigint) returns void language plpgsql as $$
declare
  low    bigint := n << 28;
  high   bigint := (n + 1) << 28;
  -- Rows are never updated or deleted and every look-up is by position: there is nothing to vacuum or to analyse.
  -- (A segment old enough to endanger transaction ids is vacuumed all the same.)
  settings text := 'toast_tuple_target = 8160, autovacuum_enabled = false, toast.autovacuum_enabled = false';
begin
  if to_regclass(format('howdah.message_durable_%s', n)) is null then
    execute format('create table howdah.message_durable_%s (like howdah.message_durable including all, check (seq >= %s and seq < %s and shelf = 0))', n, low, high);
    execute format('alter table howdah.message_durable attach partition howdah.message_durable_%s for values from (%s) to (%s)', n, low, high);
    execute format('alter table howdah.message_durable_%s set (%s)', n, settings);
  end if;
  if to_regclass(format('howdah.message_transient_%s', n)) is null then
    execute format('create unlogged table howdah.message_transient_%s (like howdah.message_transient including all, check (seq >= %s and seq < %s and shelf = 1))', n, low, high);
    execute format('alter table howdah.message_transient attach partition howdah.message_transient_%s for values from (%s) to (%s)', n, low, high);
    execute format('alter table howdah.message_transient_%s set (%s)', n, settings);
  end if;
end $$;

-- A whole number of `length` bytes, at most 4, the most significant first.
create function howdah.read_int(bytes bytea, at integer, length integer) returns integer
language sql immutable parallel safe strict as $$
  select ('x' || lpad(encode(substring(bytes from at + 1 for length), 'hex'), 8, '0'))::bit(32)::integer
$$;

-- The content of one message out of a pack; `at` counts from 0.
create function howdah.pack_content(pack bytea, at integer) returns bytea
language plpgsql immutable parallel safe strict as $$
declare
  count  integer;
  first  integer;
  last   integer;
begin
  if get_byte(pack, 0) <> 2 then
    return pack;
  end if;
  count := howdah.read_int(pack, 2, 2);
  first := case when at = 0 then 0 else howdah.read_int(pack, 4 * at, 4) end;
  last := howdah.read_int(pack, 4 * at + 4, 4);
  return substring(pack from 4 + 4 * count + first + 1 for last - first);
end $$;

-- The content of the message at a position; null when it is not there.
create function howdah.message_content(wanted bigint) returns bytea language sql stable parallel safe strict as $$
  select howdah.pack_content(pack.content, (wanted - pack.seq)::integer)
  from (select seq, count, content from howdah.message where seq <= wanted and seq >= (wanted >> 10) << 10 order by seq desc limit 1) as pack
  where wanted < pack.seq + pack.count
$$;

create or replace function howdah.free_segment(n bigint, straggler_limit bigint) returns boolean language plpgsql as $$
declare
  low    bigint := n << 28;
  high   bigint := (n + 1) << 28;
  wanted bigint;
begin
  perform set_config('lock_timeout', '50ms', true);
  execute format('lock table howdah.message_durable_%s, howdah.message_transient_%s in access exclusive mode', n, n);
  select coalesce(sum(size), 0) into wanted from howdah.run where first_seq >= low and first_seq < high;
  if wanted > straggler_limit then
    return false;
  end if;
  if wanted > 0 then
    execute format($copy$
      insert into howdah.message_straggler (seq, shelf, content, count)
      select pack.seq, 2, pack.content, pack.count
      from (select distinct generate_series(lower(r), upper(r) - 1) as seq
            from howdah.run, unnest(run.pending) as r where run.first_seq >= %1$s and run.first_seq < %2$s) as wanted
      cross join lateral (
        (select * from howdah.message_durable_%3$s where seq <= wanted.seq and seq >= (wanted.seq >> 10) << 10 order by seq desc limit 1)
        union all
        (select * from howdah.message_transient_%3$s where seq <= wanted.seq and seq >= (wanted.seq >> 10) << 10 order by seq desc limit 1)
      ) as pack
      where wanted.seq < pack.seq + pack.count
      on conflict do nothing $copy$, low, high, n);
  end if;
  execute format('truncate howdah.message_durable_%s, howdah.message_transient_%s', n, n);
  return true;
exception when lock_not_available then
  return false;
end $$;

-- Packs of stragglers of which no run wants a message any more.
create or replace function howdah.sweep_stragglers() returns bigint language sql as $$
  with positions as (
    select distinct generate_series(lower(r), upper(r) - 1) as seq
    from howdah.run, unnest(run.pending) as r
    where run.first_seq < (select max(seq + count) from howdah.message_straggler)
  ), wanted as (
    select distinct pack.seq from positions
    cross join lateral (
      select seq, count from howdah.message_straggler
      where seq <= positions.seq and seq >= (positions.seq >> 10) << 10 order by seq desc limit 1
    ) as pack
    where positions.seq < pack.seq + pack.count
  ), gone as (
    delete from howdah.message_straggler where not exists (select from wanted where wanted.seq = message_straggler.seq) returning 1
  )
  select count(*) from gone
$$;
