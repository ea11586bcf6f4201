-- Takes messages out of their leased runs, whoever holds the lease, and says which ones it was still true for.
--   one element each: $1 run ids int8[]  $2 queue ids int4[]  $3 owners int8[]  $4 seqs int8[]
-- The sizes compared are those of the locked rows: the statement's own view of a row may be older than its lock.
-- Returns the ordinals (from 1) of those settled, with what a run born from them needs.
-- "is not distinct from": a run is to be found by its key. The index of leased runs would do too, but it keeps the
-- entries of those that are done until vacuum comes, and in a new database the planner prefers it.
with wanted as (
  select * from unnest($1::int8[], $2::int4[], $3::int8[], $4::int8[]) with ordinality as w (id, queue_id, owner, seq, i)
), locked as materialized (
  select run.* from howdah.run
  join (select distinct id, queue_id, owner from wanted) as w
    on run.id = w.id and run.queue_id = w.queue_id and run.owner is not distinct from w.owner
  order by run.id, run.queue_id
  for update of run
), settled as materialized (
  select wanted.i, wanted.seq, locked.id, locked.queue_id, locked.durable, locked.size, locked.expires_at, locked.bytes / locked.size as bytes
  from wanted join locked on locked.id = wanted.id and locked.queue_id = wanted.queue_id and locked.owner = wanted.owner
  where locked.pending @> wanted.seq
), leaving as materialized (
  select id, queue_id, durable, size, range_agg(int8range(seq, seq + 1)) as seqs, count(distinct seq)::int4 as count
  from settled group by id, queue_id, durable, size
), emptied as (
  delete from howdah.run using leaving
  where run.durable = leaving.durable and run.id = leaving.id and run.queue_id = leaving.queue_id and leaving.size = leaving.count
), shrunk as (
  update howdah.run
  set pending = run.pending - leaving.seqs, size = run.size - leaving.count, bytes = run.bytes - run.bytes * leaving.count / run.size
  from leaving
  where run.durable = leaving.durable and run.id = leaving.id and run.queue_id = leaving.queue_id and leaving.size > leaving.count
)
select i::int4, bytes::int8, expires_at from settled
