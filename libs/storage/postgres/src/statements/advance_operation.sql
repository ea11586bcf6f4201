-- How far an operation is, in the transaction that has locked it.
--   $1 id int8  $2 state text  $3 cursor int8  $4 moved int8  $5 skipped json  $6 newly followed int4  $7 newly reported int4
update howdah.operation
set state = $2, cursor = $3, moved = $4, skipped = $5::json, following = following + $6, reported = reported + $7,
    ended_at = case when $2 = 'completed' then now() end
where id = $1
returning *
