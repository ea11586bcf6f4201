-- Deletes leased runs whose messages are all settled; for when no group commit comes along to do it.
--   $1 run ids int8[]  $2 queue ids int4[]  $3 owner int8
-- "is not distinct from": a run is to be found by its key. The index of leased runs would do too, but it keeps the
-- entries of those that are done until vacuum comes, and in a new database the planner prefers it.
delete from howdah.run
using unnest($1::int8[], $2::int4[]) as settled (id, queue_id)
where run.id = settled.id and run.queue_id = settled.queue_id and run.owner is not distinct from $3
