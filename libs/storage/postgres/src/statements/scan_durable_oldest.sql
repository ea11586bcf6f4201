-- scan_runs_oldest.sql on a standby, which has no transient messages.
--   $1 lies in one of these queues int4[]  $2 and lies in, or died in, one of these int4[]; null: wherever  $3 states text[]; null: all
--   $4 behind this position int8, or at it in a queue of an id above $5 int4  $6 runs at most int4
with here as (
  select *, case when owner is not null then 'leased' when available_at is not null and attempts > 0 then 'retrying'
                 when available_at is not null then 'scheduled' when dead_from is not null then 'dead' else 'ready' end as held
  from howdah.run_durable
  where queue_id = any ($1) and ($2::int4[] is null or queue_id = any ($2) or dead_from = any ($2))
), behind as (
  select *, pending * int8multirange(int8range($4 + (queue_id <= $5)::int, null)) as left_over
  from here
  where $3::text[] is null or held = any ($3)
)
select queue_id, redelivered, priority, attempts, dead_from, available_at, expires_at, owner, howdah.multirange_head(left_over, $6) as pending,
       case when owner is not null then 'unacked' when available_at is not null then 'delayed' else 'ready' end as state
from behind
where not isempty(left_over)
order by lower(left_over), queue_id
limit $6
