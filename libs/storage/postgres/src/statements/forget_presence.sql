-- The queue is gone.
with gone as (delete from howdah.consumer where queue_id = $1::int4)
delete from howdah.queue_use where queue_id = $1::int4
