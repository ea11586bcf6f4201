-- count_messages.sql without the transient messages: unlogged tables cannot be named on a standby, and are left out when it is planned.
with counted as (
  select queue_id,
         sum(size) filter (where owner is null and available_at is null) as ready,
         sum(size) filter (where owner is not null) as unacked,
         sum(size) filter (where available_at is not null) as delayed,
         sum(size) filter (where owner is null and available_at is null and dead_from is not null) as dead_letters,
         min(first_seq) filter (where owner is null and available_at is null) as head
  from howdah.run_durable where expires_at is null or expires_at > now() or owner is not null
  group by queue_id
), died as (
  select dead_from as queue_id, sum(size) as dead from howdah.run_durable where dead_from is not null group by dead_from
)
select queue_id, coalesce(ready, 0)::int8 as ready, coalesce(unacked, 0)::int8 as unacked, coalesce(delayed, 0)::int8 as delayed,
       coalesce(dead, 0)::int8 as dead, coalesce(dead_letters, 0)::int8 as dead_letters,
       howdah.content_published_at((
         select howdah.pack_content(pack.content, (head - pack.seq)::integer)
         from (select seq, count, content from howdah.message
               where shelf in (0, 2) and seq <= head and seq >= (head >> 10) << 10 order by seq desc limit 1) as pack
         where head < pack.seq + pack.count)) as oldest_at
from counted full join died using (queue_id)
