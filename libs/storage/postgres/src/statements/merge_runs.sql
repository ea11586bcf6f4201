-- Joins neighbouring small ready runs of a queue: publishers that send one message at a time leave a run for each.
-- Only runs that are alike and of one segment are joined. Runs that others are working on are left alone.
--   $1 queue id int4
-- Not while somebody claims from the queue, nor is anything claimed meanwhile (claim_messages.sql).
with gate as materialized (
  select pg_try_advisory_xact_lock(hashtext('howdah.merge'), $1) as is_open
), small as materialized (
  select * from howdah.run
  where queue_id = $1 and owner is null and available_at is null and size < 128 and (select is_open from gate)
  order by priority desc, first_seq
  limit 2048
  for update skip locked
), numbered as (
  select *, (sum(size) over (partition by durable, redelivered, priority, attempts, dead_from, expires_at, first_seq >> 28 order by first_seq) / 512)::int8 as part
  from small
), joined as materialized (
  select queue_id, min(first_seq) as first_seq, (array_agg(id order by first_seq))[1] as id, durable, redelivered, priority, attempts, sum(size)::int4 as size, dead_from, sum(bytes)::int8 as bytes,
         expires_at, range_agg(pending) as pending, array_agg(id) as members
  from numbered
  group by queue_id, durable, redelivered, priority, attempts, dead_from, expires_at, first_seq >> 28, part
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
