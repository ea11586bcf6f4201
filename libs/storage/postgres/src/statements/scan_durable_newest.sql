-- scan_runs_newest.sql on a standby, which has no transient messages.
--   $1 lies in one of these queues int4[]  $2 and lies in, or died in, one of these int4[]; null: wherever  $3 states text[]; null: all
--   $4 before this position int8, or at it in a queue of an id below $5 int4  $6 runs at most int4
with here as (
  select *, case when owner is not null then 'leased' when available_at is not null and attempts > 0 then 'retrying'
                 when available_at is not null then 'scheduled' when dead_from is not null then 'dead' else 'ready' end as held
  from howdah.run_durable
  where queue_id = any ($1) and ($2::int4[] is null or queue_id = any ($2) or dead_from = any ($2)) and first_seq <= $4
), before as (
  select *, pending * int8multirange(int8range(null, $4 + (queue_id < $5)::int)) as left_over
  from here
  where $3::text[] is null or held = any ($3)
)
select queue_id, redelivered, priority, attempts, dead_from, available_at, expires_at, owner, left_over as pending,
       case when owner is not null then 'unacked' when available_at is not null then 'delayed' else 'ready' end as state
from before
where not isempty(left_over)
order by upper(left_over) desc, queue_id desc
limit $6
