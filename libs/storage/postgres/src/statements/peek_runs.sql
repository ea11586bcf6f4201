-- Runs of a queue in the order of their positions, enough of them for the messages asked for.
--   $1 queue id int4  $2 after int8  $3 messages at most int4  $4 state text: ready, unacked, delayed or null for all
-- What is ready or delayed begins at its first_seq and so needs no sorting: each of the first so many runs holds one message
-- at least, and no run behind them holds an earlier one. Those that began before `after` may reach beyond it.
with of_queue as not materialized (
  select * from howdah.run where queue_id = $1 and upper(pending) > $2 + 1
), ready as not materialized (
  select * from of_queue where owner is null and available_at is null and coalesce($4::text, 'ready') = 'ready'
), delayed as not materialized (
  select * from of_queue where owner is null and available_at is not null and coalesce($4::text, 'delayed') = 'delayed'
), found as (
  (select * from ready where priority = 0 and first_seq > $2 order by first_seq limit $3)
  union all
  select * from ready where priority = 0 and first_seq <= $2
  union all
  select * from ready where priority > 0
  union all
  (select * from delayed where first_seq > $2 order by first_seq limit $3)
  union all
  select * from delayed where first_seq <= $2
  union all
  select * from of_queue where owner is not null and coalesce($4::text, 'unacked') = 'unacked'
), behind as (
  select *, pending * int8multirange(int8range($2 + 1, null)) as left_over from found
)
select first_seq, durable, redelivered, priority, attempts, dead_from, available_at, expires_at, owner,
       case when owner is not null then 'unacked' when available_at is not null then 'delayed' else 'ready' end as state,
       howdah.multirange_head(left_over, $3) as pending
from behind
order by lower(left_over)
limit $3
