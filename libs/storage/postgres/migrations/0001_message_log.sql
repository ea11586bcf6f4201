-- The message log and the runs over it. docs/adr/0001-run-engine.md tells why it looks like this.
--
--   message  append-only: written once, never updated, never deleted one by one. One row per published message,
--            whatever the number of queues it reaches. Its storage goes in whole segments.
--   run      small and mutable: "these messages of this queue belong together". Claim, ack, return, dead-letter and
--            expiry work on runs, so the cost of dequeuing is paid per batch and not per message.

-- A flush takes one block of 1,024 positions, so its messages are neighbours and their run is one range. Gaps are fine.
create sequence howdah.message_seq as bigint increment by 1024 start with 1024 minvalue 1024 cache 1;

-- shelf: 0 durable, 1 transient (unlogged), 2 straggler (the last few messages of a segment that was freed).
-- content: head (identity, time, exchange, routing key, deaths, properties) and body, see content.ts.
create table howdah.message (
  seq     bigint   not null,
  shelf   smallint not null,
  content bytea    not null
) partition by list (shelf);

-- Each segment covers 2^28 positions and is cut short when it has grown large: see howdah.open_segment.
create table howdah.message_durable   partition of howdah.message for values in (0) partition by range (seq);
create table howdah.message_transient partition of howdah.message for values in (1) partition by range (seq);
create table howdah.message_straggler partition of howdah.message for values in (2);
create unique index message_durable_seq   on howdah.message_durable (seq);
create unique index message_transient_seq on howdah.message_transient (seq);
create unique index message_straggler_seq on howdah.message_straggler (seq);
-- Payloads are opaque and often compressed already: no compression on the hot path.
alter table howdah.message           alter column content set storage external;
alter table howdah.message_durable   alter column content set storage external;
alter table howdah.message_transient alter column content set storage external;
alter table howdah.message_straggler alter column content set storage external;

-- A run born in a flush has its first position as id; one split off or returned later takes a negative id from here,
-- because the message at its start may have been the start of another run that still lives.
create sequence howdah.run_id as bigint;

create table howdah.run (
  id           bigint         not null, -- with queue_id the key; a lease refers to it
  queue_id     integer        not null,
  first_seq    bigint         not null, -- its place in the queue
  durable      boolean        not null,
  redelivered  boolean        not null default false,
  priority     smallint       not null default 0,
  attempts     integer        not null default 0, -- failed deliveries so far
  size         integer        not null, -- messages in pending
  dead_from    integer,                 -- queue in which these messages died
  bytes        bigint         not null, -- of their contents; an estimate after a split
  owner        bigint,                  -- who holds the lease: the fencing token. Null: ready or delayed
  available_at timestamptz,             -- delayed until then. Null: now
  expires_at   timestamptz,             -- the same for all of its messages
  pending      int8multirange not null  -- the messages that are still owed
) partition by list (durable);

-- A leased or emptied run is gone within moments: vacuum by count, not by share of the table, and leave room for HOT.
create table howdah.run_durable partition of howdah.run for values in (true)
  with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000, autovacuum_vacuum_cost_delay = 0);
create unlogged table howdah.run_transient partition of howdah.run for values in (false)
  with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000, autovacuum_vacuum_cost_delay = 0);

create unique index run_durable_key   on howdah.run_durable (id, queue_id);
create unique index run_transient_key on howdah.run_transient (id, queue_id);
create index run_ready   on howdah.run (queue_id, priority desc, first_seq) where owner is null and available_at is null;
create index run_delayed on howdah.run (available_at) where available_at is not null;
create index run_leased  on howdah.run (queue_id, owner) where owner is not null;
create index run_expires on howdah.run (expires_at) where expires_at is not null and owner is null;
create index run_dead    on howdah.run (dead_from) where dead_from is not null;

-- Holders of leases: broker instances (renewed by their heartbeat) and single receive calls over HTTP.
create table howdah.lease_owner (
  id         bigint      primary key, -- random
  kind       text        not null check (kind in ('broker', 'receiver')),
  name       text        not null,
  started_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- The last group commits by identity: a flush whose reply was lost is repeated under the same id and collides here.
create table howdah.flush (
  id           bigint      primary key,
  base         bigint      not null,
  committed_at timestamptz not null default now()
);

-- The same for flushes of transient messages alone: a logged row would make each of them wait for the disk.
create unlogged table howdah.flush_transient (like howdah.flush including all);

create table howdah.attempt (
  message_id    bigint      not null,
  queue_id      integer     not null,
  number        integer     not null,
  consumer      text        not null,
  started_at    timestamptz not null,
  ended_at      timestamptz not null,
  outcome       text        not null,
  error_name    text,
  error_message text,
  error_stack   text
);
create index attempt_message on howdah.attempt (message_id, queue_id, number);
create index attempt_ended on howdah.attempt (ended_at);

create table howdah.idempotency_key (
  scope      text        not null,
  key        text        not null,
  digest     bytea       not null,
  response   jsonb       not null,
  seqs       bigint[]    not null,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);
create index idempotency_key_created on howdah.idempotency_key (created_at);

-- Segment n covers the positions [n * 2^28, (n + 1) * 2^28). Attached, not created in place: CREATE … PARTITION OF
-- would lock the whole log exclusively.
create function howdah.create_segment(n bigint) returns void language plpgsql as $$
declare
  low  bigint := n << 28;
  high bigint := (n + 1) << 28;
begin
  if to_regclass(format('howdah.message_durable_%s', n)) is null then
    execute format('create table howdah.message_durable_%s (like howdah.message_durable including all, check (seq >= %s and seq < %s and shelf = 0))', n, low, high);
    execute format('alter table howdah.message_durable attach partition howdah.message_durable_%s for values from (%s) to (%s)', n, low, high);
    -- Rows are never updated or deleted and every look-up is by position: there is nothing to vacuum or to analyse.
    -- (A segment old enough to endanger transaction ids is vacuumed all the same.)
    execute format('alter table howdah.message_durable_%s set (autovacuum_enabled = false, toast.autovacuum_enabled = false)', n);
  end if;
  if to_regclass(format('howdah.message_transient_%s', n)) is null then
    execute format('create unlogged table howdah.message_transient_%s (like howdah.message_transient including all, check (seq >= %s and seq < %s and shelf = 1))', n, low, high);
    execute format('alter table howdah.message_transient attach partition howdah.message_transient_%s for values from (%s) to (%s)', n, low, high);
    execute format('alter table howdah.message_transient_%s set (autovacuum_enabled = false, toast.autovacuum_enabled = false)', n);
  end if;
end $$;

select howdah.create_segment(0), howdah.create_segment(1);

-- How many positions a multirange holds.
create function howdah.multirange_size(positions int8multirange) returns bigint
language sql immutable parallel safe strict as $$
  select coalesce(sum(upper(r) - lower(r)), 0)::bigint from unnest(positions) as r
$$;

-- The lowest `count` positions of a multirange.
create function howdah.multirange_head(positions int8multirange, count bigint) returns int8multirange
language plpgsql immutable parallel safe strict as $$
declare
  r    int8range;
  room bigint := count;
begin
  for r in select unnest(positions) loop
    if upper(r) - lower(r) >= room then
      return positions * int8multirange(int8range(null, lower(r) + room));
    end if;
    room := room - (upper(r) - lower(r));
  end loop;
  return positions;
end $$;

-- The message's identity out of its content's fixed head (content.ts); 0: its own position.
create function howdah.content_id(content bytea) returns bigint language sql immutable parallel safe strict as $$
  select ('x' || encode(substring(content from 7 for 8), 'hex'))::bit(64)::bigint
$$;

-- When the message was published, ms since 1970.
create function howdah.content_published_at(content bytea) returns bigint language sql immutable parallel safe strict as $$
  select ('x' || encode(substring(content from 15 for 8), 'hex'))::bit(64)::bigint
$$;

-- Starts the next segment: positions jump to its start. Only one broker's call has an effect.
create function howdah.advance_segment(n bigint) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('howdah.advance_segment'));
  if (select last_value >> 28 from howdah.message_seq) = n then
    perform setval('howdah.message_seq', (n + 1) << 28, false);
  end if;
end $$;

-- Frees a closed segment: what runs still want of it moves to the stragglers, everything else goes at once, without
-- vacuum. Returns false when the lock is not to be had quickly or more than `straggler_limit` messages are wanted.
-- The exclusive lock on the segment's tables is what makes it safe: whoever inserted into them has committed or rolled
-- back once it is granted, so every run that refers to them is visible, and no new one can appear.
create function howdah.free_segment(n bigint, straggler_limit bigint) returns boolean language plpgsql as $$
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
      insert into howdah.message_straggler (seq, shelf, content)
      select m.seq, 2, m.content
      from (select distinct generate_series(lower(r), upper(r) - 1) as seq
            from howdah.run, unnest(run.pending) as r where run.first_seq >= %1$s and run.first_seq < %2$s) as wanted
      cross join lateral (
        select seq, content from howdah.message_durable_%3$s where seq = wanted.seq
        union all select seq, content from howdah.message_transient_%3$s where seq = wanted.seq
      ) as m
      on conflict do nothing $copy$, low, high, n);
  end if;
  execute format('truncate howdah.message_durable_%s, howdah.message_transient_%s', n, n);
  return true;
exception when lock_not_available then
  return false;
end $$;

-- Takes the tables of a freed, empty segment away. Needs the whole log for a moment, so it may well return false.
create function howdah.drop_segment(n bigint) returns boolean language plpgsql as $$
declare
  used boolean;
begin
  perform set_config('lock_timeout', '50ms', true);
  execute format('lock table howdah.message_durable_%s, howdah.message_transient_%s in access exclusive mode', n, n);
  execute format('select exists (select from howdah.message_durable_%1$s) or exists (select from howdah.message_transient_%1$s)', n) into used;
  if used then
    return false;
  end if;
  execute format('drop table howdah.message_durable_%s, howdah.message_transient_%s', n, n);
  return true;
exception when lock_not_available or undefined_table then
  return false;
end $$;

-- Stragglers that no run wants any more.
create function howdah.sweep_stragglers() returns bigint language sql as $$
  with wanted as (
    select distinct generate_series(lower(r), upper(r) - 1) as seq
    from howdah.run, unnest(run.pending) as r
    where run.first_seq <= (select max(seq) from howdah.message_straggler)
  ), gone as (
    delete from howdah.message_straggler where not exists (select from wanted where wanted.seq = message_straggler.seq) returning 1
  )
  select count(*) from gone
$$;
