-- Whoever adds to a queue with a limit, or trims it, is alone with it until he commits. Locks in order, so that no two wait for each other.
--   $1 queue ids int4[]
select pg_advisory_xact_lock(hashtext('howdah.limit'), queue_id)
from (select distinct unnest($1::int4[]) as queue_id order by queue_id) as queue
