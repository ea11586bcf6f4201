-- One that was never used counts as used now.
with asked as (
  select * from unnest($1::int4[], $2::int8[]) as asked (queue_id, expires_ms)
), begun as (
  insert into howdah.queue_use (queue_id, used_at)
  select queue_id, now() from asked where not exists (select from howdah.queue_use as use where use.queue_id = asked.queue_id)
  order by queue_id
  on conflict (queue_id) do nothing
)
select asked.queue_id from asked join howdah.queue_use as use using (queue_id)
where use.used_at + asked.expires_ms * interval '1 millisecond' <= now()
  and not exists (select from howdah.consumer where consumer.queue_id = asked.queue_id)
