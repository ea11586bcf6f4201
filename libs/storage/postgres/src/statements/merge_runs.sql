-- Joins neighbouring small ready runs of a queue: publishers that send one message at a time leave a run for each.
-- Only runs that are alike, of one segment and with no other ready run between them are joined: a run that reaches beyond the start of
-- another has to be claimed in pieces. Runs that others are working on are left alone.
--   $1 queue id int4
-- Not while somebody claims from the queue, nor is anything claimed meanwhile (claim_messages.sql).
with gate as materialized (
  select pg_try_advisory_xact_lock(hashtext('howdah.merge'), $1) as is_open
), small as materialized (
  select * from howdah.run
  where queue_id = $1 and owner is null and available_at is null and size < 128 and (select is_open from gate)
  order by priority desc, first_seq
  limit 2048
), alike as (
  select id, durable, priority, first_seq, size,
         dense_rank() over (order by durable, redelivered, priority, attempts, dead_from, expires_at, first_seq >> 28) as kind
  from small
), following as (
  select *, lag(first_seq) over (partition by kind order by first_seq) as previous_seq from alike
), parted as materialized (
  select *, exists (
    select from howdah.run as other
    where other.queue_id = $1 and other.owner is null and other.available_at is null and other.priority = following.priority
          and other.first_seq > previous_seq and other.first_seq < following.first_seq
  ) as is_apart
  from following
), placed as (
  select *, count(*) filter (where is_apart) over (partition by kind order by first_seq) as place from parted
), numbered as (
  select *, (sum(size) over (partition by kind, place order by first_seq) / 512)::int8 as part from placed
), neighbours as (
  select *, count(*) over (partition by kind, place, part) as together from numbered
), members as materialized (
  select run.*, kind, place, part
  from neighbours join howdah.run on run.queue_id = $1 and run.durable = neighbours.durable and run.id = neighbours.id
  where together > 1 and run.owner is null and run.available_at is null
  for update of run skip locked
), joined as materialized (
  select (array_agg(id order by first_seq))[1] as id, durable, sum(size)::int4 as size, sum(bytes)::int8 as bytes, range_agg(pending) as pending,
         array_agg(id) as members
  from members
  group by durable, kind, place, part
  having count(*) > 1
), absorbed as (
  delete from howdah.run using joined
  where run.queue_id = $1 and run.durable = joined.durable and run.id = any (joined.members) and run.id <> joined.id
), kept as (
  update howdah.run
  set size = joined.size, bytes = joined.bytes, pending = joined.pending
  from joined
  where run.queue_id = $1 and run.durable = joined.durable and run.id = joined.id
)
select count(*)::int4 as runs, coalesce(sum(cardinality(members)), 0)::int4 as from_runs from joined
