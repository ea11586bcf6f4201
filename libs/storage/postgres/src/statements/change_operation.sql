-- Puts an operation into another state; no row when it is in none of those that lead there.
--   $1 id int8  $2 from text[]  $3 to text  $4 reason text or null
update howdah.operation
set state = $3, state_reason = $4, ended_at = case when $3 = 'aborted' then coalesce(ended_at, now()) end
where id = $1 and state = any ($2::text[])
returning *
