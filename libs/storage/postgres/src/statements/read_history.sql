-- The past of a queue, or of all together. depth is null where nobody counted; with a queue, an empty array where it had not changed.
--   $1 resolution int4  $2 from int8 (s, included)  $3 to int8 (s, excluded)  $4 queue id int4, null for all
with rates as (
  select at,
         sum(case when $4::int4 is null then total_in else coalesce(ins[place], 0) end)::int8 as moved_in,
         sum(case when $4::int4 is null then total_out else coalesce(outs[place], 0) end)::int8 as moved_out
  from howdah.history_rate
  cross join lateral (select array_position(queue_ids, $4::int4) as place) as p
  where resolution = $1::int4 and at >= $2::int8 and at < $3::int8
  group by at
), depths as (
  select at,
         case when $4::int4 is null then totals
              when place is null then '{}'::int8[]
              else array[ready[place], unacked[place], delayed[place], dead[place]] end as depth
  from howdah.history_depth
  cross join lateral (select array_position(queue_ids, $4::int4) as place) as p
  where resolution = $1::int4 and at >= $2::int8 and at < $3::int8
)
select at, moved_in, moved_out, depth::text[] as depth from rates left join depths using (at) order by at
