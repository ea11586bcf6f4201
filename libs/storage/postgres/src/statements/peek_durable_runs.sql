-- peek_runs.sql on a standby, which has no transient messages.
--   $1 queue id int4  $2 after int8  $3 messages at most int4  $4 state text: ready, unacked, delayed or null for all
with here as (
  select *, case when owner is not null then 'unacked' when available_at is not null then 'delayed' else 'ready' end as state
  from howdah.run_durable
  where queue_id = $1
), behind as (
  select *, pending * int8multirange(int8range($2 + 1, null)) as left_over
  from here
  where ($4::text is null or state = $4) and pending && int8multirange(int8range($2 + 1, null))
)
select first_seq, durable, redelivered, priority, attempts, dead_from, available_at, expires_at, owner, state,
       howdah.multirange_head(left_over, $3) as pending
from behind
order by lower(left_over)
limit $3
