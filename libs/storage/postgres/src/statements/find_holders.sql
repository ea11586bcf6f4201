-- The runs that hold the message at a position.
--   $1 position int8
select queue_id, redelivered, priority, attempts, dead_from, available_at, expires_at, owner, int8multirange(int8range($1::int8, $1::int8 + 1)) as pending,
       case when owner is not null then 'unacked' when available_at is not null then 'delayed' else 'ready' end as state
from howdah.run
where first_seq <= $1::int8 and pending @> $1::int8
order by queue_id
