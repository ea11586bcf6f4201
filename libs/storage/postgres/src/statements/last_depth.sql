-- How long a queue was when it last changed before a time.
--   $1 queue id int4  $2 before int8 (s)
select array[ready[place], unacked[place], delayed[place], dead[place]]::text[] as depth
from howdah.history_depth
cross join lateral (select array_position(queue_ids, $1::int4) as place) as p
where at < $2::int8 and place is not null
order by at desc
limit 1
