-- Deletes leased runs whose messages are all settled; for when no group commit comes along to do it.
--   $1 run ids int8[]  $2 queue ids int4[]  $3 owner int8
delete from howdah.run
using unnest($1::int8[], $2::int4[]) as settled (id, queue_id)
where run.id = settled.id and run.queue_id = settled.queue_id and run.owner = $3
