-- Operations that ended long ago, and what is followed for longer than it is of interest.
--   $1 kept for int8 (ms)  $2 followed for int8 (ms)
with old as (
  delete from howdah.operation where ended_at < now() - $1::int8 * interval '1 ms'
), unfollowed as (
  update howdah.operation set following = 0 where following > 0 and ended_at < now() - $2::int8 * interval '1 ms' returning id
)
delete from howdah.operation_followed where operation_id in (select id from unfollowed)
