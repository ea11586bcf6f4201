-- The leased runs that some deliveries refer to.
--   one element each: $1 run ids int8[]  $2 queue ids int4[]  $3 owners int8[]  $4 seqs int8[]
select wanted.i::int4, run.durable, run.redelivered, run.priority, run.attempts, run.dead_from, run.expires_at
from unnest($1::int8[], $2::int4[], $3::int8[], $4::int8[]) with ordinality as wanted (id, queue_id, owner, seq, i)
join howdah.run on run.id = wanted.id and run.queue_id = wanted.queue_id and run.owner = wanted.owner
where run.pending @> wanted.seq
