-- The leased runs that some deliveries refer to.
--   one element each: $1 run ids int8[]  $2 queue ids int4[]  $3 owners int8[]  $4 seqs int8[]
-- "is not distinct from": a run is to be found by its key. The index of leased runs would do too, but it keeps the
-- entries of those that are done until vacuum comes, and in a new database the planner prefers it.
select wanted.i::int4, run.durable, run.redelivered, run.priority, run.attempts, run.dead_from, run.expires_at
from unnest($1::int8[], $2::int4[], $3::int8[], $4::int8[]) with ordinality as wanted (id, queue_id, owner, seq, i)
join howdah.run on run.id = wanted.id and run.queue_id = wanted.queue_id and run.owner is not distinct from wanted.owner
where run.pending @> wanted.seq
