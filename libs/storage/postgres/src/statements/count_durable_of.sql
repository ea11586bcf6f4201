-- count_messages_of.sql without the transient messages: unlogged tables cannot be named on a standby, and are left out when it is planned.
--   $1 queue ids int4[]
with waiting as (
  select queue_id, sum(size) as ready, sum(size) filter (where dead_from is not null) as dead_letters, min(first_seq) as head
  from howdah.run_durable
  where queue_id = any ($1::int4[]) and owner is null and available_at is null and (expires_at is null or expires_at > now())
  group by queue_id
), held as (
  select queue_id, sum(size) as unacked from howdah.run_durable
  where queue_id = any ($1::int4[]) and owner is not null
  group by queue_id
), later as (
  select queue_id, sum(size) as delayed from howdah.run_durable
  where queue_id = any ($1::int4[]) and available_at is not null and (expires_at is null or expires_at > now())
  group by queue_id
), died as (
  select dead_from as queue_id, sum(size) as dead from howdah.run_durable
  where dead_from = any ($1::int4[])
  group by dead_from
)
select queue_id, coalesce(ready, 0)::int8 as ready, coalesce(unacked, 0)::int8 as unacked, coalesce(delayed, 0)::int8 as delayed,
       coalesce(dead, 0)::int8 as dead, coalesce(dead_letters, 0)::int8 as dead_letters,
       howdah.content_published_at((
         select howdah.pack_content(pack.content, (head - pack.seq)::integer)
         from (select seq, count, content from howdah.message
               where shelf in (0, 2) and seq <= head and seq >= (head >> 10) << 10 order by seq desc limit 1) as pack
         where head < pack.seq + pack.count)) as oldest_at
from waiting full join held using (queue_id) full join later using (queue_id) full join died using (queue_id)
