-- Gives messages that were taken out of their runs a run of their own again, at their old place.
--   one element each: $1 queue ids int4[]  $2 low int8[]  $3 high int8[]  $4 durable bool[]  $5 redelivered bool[]
--   $6 priorities int2[]  $7 attempts int4[]  $8 dead from int4[]  $9 bytes int8[]  $10 available at timestamptz[]
--   $11 expires at timestamptz[]
insert into howdah.run (id, queue_id, first_seq, durable, redelivered, priority, attempts, size, dead_from, bytes, available_at, expires_at, pending)
select -nextval('howdah.run_id'), r.queue_id, r.low, r.durable, r.redelivered, r.priority, r.attempts, r.high - r.low, r.dead_from, r.bytes,
       r.available_at, r.expires_at, int8multirange(int8range(r.low, r.high))
from unnest($1::int4[], $2::int8[], $3::int8[], $4::bool[], $5::bool[], $6::int2[], $7::int4[], $8::int4[], $9::int8[],
            $10::timestamptz[], $11::timestamptz[])
     as r (queue_id, low, high, durable, redelivered, priority, attempts, dead_from, bytes, available_at, expires_at)
