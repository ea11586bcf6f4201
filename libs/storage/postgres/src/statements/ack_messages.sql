-- Takes acknowledged messages out of runs that may keep others. Locked first: the sizes compared must be the newest.
--   $1 run ids int8[]  $2 queue ids int4[]  $3 low int8[]  $4 high int8[]: acknowledged ranges   $5 owner int8
-- "is not distinct from": a run is to be found by its key. The index of leased runs would do too, but it keeps the
-- entries of those that are done until vacuum comes, and in a new database the planner prefers it.
with acked as (
  select id, queue_id, range_agg(int8range(low, high)) as seqs, sum(high - low)::int4 as count
  from unnest($1::int8[], $2::int4[], $3::int8[], $4::int8[]) as a (id, queue_id, low, high)
  group by id, queue_id
), locked as materialized (
  select run.durable, run.id, run.queue_id, run.size, acked.seqs, acked.count
  from howdah.run join acked on run.id = acked.id and run.queue_id = acked.queue_id
  where run.owner is not distinct from $5
  for update of run
), emptied as (
  delete from howdah.run using locked
  where run.durable = locked.durable and run.id = locked.id and run.queue_id = locked.queue_id and locked.size = locked.count
)
update howdah.run
set pending = run.pending - locked.seqs, size = run.size - locked.count, bytes = run.bytes - run.bytes * locked.count / run.size
from locked
where run.durable = locked.durable and run.id = locked.id and run.queue_id = locked.queue_id and locked.size > locked.count
