-- Under the locks of their queues. Leaving a queue is a use of it.
with removed as (
  delete from howdah.consumer where id = any ($1::int8[]) returning queue_id
), used as (
  insert into howdah.queue_use (queue_id, used_at) select distinct queue_id, now() from removed order by queue_id
  on conflict (queue_id) do update set used_at = excluded.used_at
)
select distinct queue_id from removed
