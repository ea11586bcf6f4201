-- peek_dead_letters.sql on a standby, which has no transient messages.
--   $1 origin int4  $2 after int8  $3 messages at most int4
with behind as (
  select *, case when owner is not null then 'unacked' when available_at is not null then 'delayed' else 'ready' end as state,
         pending * int8multirange(int8range($2 + 1, null)) as left_over
  from howdah.run_durable
  where dead_from = $1 and pending && int8multirange(int8range($2 + 1, null))
)
select queue_id, first_seq, durable, redelivered, priority, attempts, dead_from, available_at, expires_at, owner, state,
       howdah.multirange_head(left_over, $3) as pending
from behind
order by lower(left_over)
limit $3
