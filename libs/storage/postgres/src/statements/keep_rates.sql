-- Keeps what a broker moved in one stretch of time, and tells whether it is the one that counts the depths: of those that live the one
-- with the lowest id. Waits for no disk.
--   $1 owner int8  $2 resolution int4  $3 at int8 (s)  $4 queue ids int4[]  $5 ins, $6 outs int4[]  $7 total in, $8 total out int8
with quick as materialized (
  select set_config('synchronous_commit', 'off', true) as mode
), kept as (
  insert into howdah.history_rate as known (resolution, at, owner, queue_ids, ins, outs, total_in, total_out)
  select $2::int4, $3::int8, $1::int8, $4::int4[], $5::int4[], $6::int4[], $7::int8, $8::int8 from quick
  on conflict (resolution, at, owner) do update
  set queue_ids = excluded.queue_ids, ins = excluded.ins, outs = excluded.outs,
      total_in = excluded.total_in, total_out = excluded.total_out
)
select coalesce((select min(id) from howdah.lease_owner where kind = 'broker' and expires_at > now()) = $1::int8, false) as counts
