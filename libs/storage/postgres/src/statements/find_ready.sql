-- Of these queues, those in which messages are ready.
--   one element each: $1 queue ids int4[]  $2 positions int8[]: no ready run of priority 0 lies before, as far as the caller knows
-- The limits keep each part an index scan of its own for each queue.
select asked.queue_id
from unnest($1::int4[], $2::int8[]) as asked (queue_id, position)
cross join lateral (
  (select 1 from howdah.run
   where run.queue_id = asked.queue_id and owner is null and available_at is null and priority > 0 and (expires_at is null or expires_at > now())
   limit 1)
  union all
  (select 1 from howdah.run
   where run.queue_id = asked.queue_id and owner is null and available_at is null and priority = 0 and first_seq >= asked.position
         and (expires_at is null or expires_at > now())
   order by first_seq
   limit 1)
  limit 1
) as found
