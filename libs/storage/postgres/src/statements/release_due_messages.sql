-- Delayed runs whose time has come are ready.
--   $1 runs at most int4
with due as (
  select durable, id, queue_id from howdah.run
  where available_at <= now()
  order by available_at
  limit $1
  for update skip locked
), released as (
  update howdah.run set available_at = null
  from due
  where run.durable = due.durable and run.id = due.id and run.queue_id = due.queue_id
  returning run.queue_id
)
select distinct queue_id from released
