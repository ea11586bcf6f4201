-- Takes acknowledged messages out of runs that may keep others. Locked first: the sizes compared must be the newest.
--   $1 run ids int8[]  $2 queue ids int4[]  $3 low int8[]  $4 high int8[]: acknowledged ranges   $5 owner int8
-- What an application has acknowledged in a transaction of its own has left its run already and counts no more.
-- "is not distinct from": a run is to be found by its key. The index of leased runs would do too, but it keeps the
-- entries of those that are done until vacuum comes, and in a new database the planner prefers it.
with acked as (
  select id, queue_id, range_agg(int8range(low, high)) as seqs, sum(high - low)::int4 as count
  from unnest($1::int8[], $2::int4[], $3::int8[], $4::int8[]) as a (id, queue_id, low, high)
  group by id, queue_id
), locked as materialized (
  select run.durable, run.id, run.queue_id, run.size, run.pending, acked.seqs, acked.count
  from howdah.run join acked on run.id = acked.id and run.queue_id = acked.queue_id
  where run.owner is not distinct from $5
  order by run.id, run.queue_id
  for update of run
), owed as materialized (
  select durable, id, queue_id, size, seqs,
         case when pending @> seqs then count else howdah.multirange_size(pending * seqs)::int4 end as count
  from locked
), emptied as (
  delete from howdah.run using owed
  where run.durable = owed.durable and run.id = owed.id and run.queue_id = owed.queue_id and owed.size = owed.count
)
update howdah.run
set pending = run.pending - owed.seqs, size = run.size - owed.count, bytes = run.bytes - run.bytes * owed.count / run.size
from owed
where run.durable = owed.durable and run.id = owed.id and run.queue_id = owed.queue_id and owed.size > owed.count and owed.count > 0
