-- Keeps how long queues are, unless somebody has. Waits for no disk.
--   $1 resolution int4  $2 at int8 (s)  $3 queue ids int4[]  $4 ready, $5 unacked, $6 delayed, $7 dead int8[]  $8 totals int8[]
with quick as materialized (
  select set_config('synchronous_commit', 'off', true) as mode
)
insert into howdah.history_depth (resolution, at, queue_ids, ready, unacked, delayed, dead, totals)
select $1::int4, $2::int8, $3::int4[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int8[] from quick
on conflict (resolution, at) do nothing
