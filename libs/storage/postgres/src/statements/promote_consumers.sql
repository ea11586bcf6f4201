-- Under the locks of the queues: where no consumer is active, the next one becomes it, and its broker is told.
with next as (
  select distinct on (queue_id) id from howdah.consumer as waiting
  where queue_id = any ($1::int4[])
    and not exists (select from howdah.consumer as other where other.queue_id = waiting.queue_id and other.active)
  order by queue_id, priority desc, position
), promoted as (
  update howdah.consumer set active = true from next where consumer.id = next.id returning consumer.queue_id
)
select pg_notify('howdah_presence', 'active ' || queue_id) from promoted
