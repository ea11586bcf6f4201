-- Removes expired runs; those of queues that want their expired messages are leased instead.
--   $1 runs at most int4  $2 queues that want them int4[]  $3 owner int8
with expired as materialized (
  select durable, id, queue_id, size from howdah.run
  where expires_at <= now() and owner is null
  order by expires_at
  limit $1
  for update skip locked
), dropped as (
  delete from howdah.run using expired
  where run.durable = expired.durable and run.id = expired.id and run.queue_id = expired.queue_id
    and expired.queue_id <> all ($2::int4[])
  returning run.size
), kept as (
  update howdah.run set owner = $3, available_at = null
  from expired
  where run.durable = expired.durable and run.id = expired.id and run.queue_id = expired.queue_id
    and expired.queue_id = any ($2::int4[])
  returning run.*
)
select (select coalesce(sum(size), 0) from dropped)::int4 as dropped,
       kept.queue_id, kept.id, kept.durable, kept.redelivered, kept.priority, kept.attempts, kept.size, kept.dead_from,
       kept.expires_at, kept.pending
from (values (true)) as always left join kept on true
