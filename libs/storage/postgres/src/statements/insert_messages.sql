-- One group commit: messages, the runs over them, runs that are done, and the flush's own identity, in one round trip.
--   $1 content bytea     heads and bodies of all messages, end to end
--   $2 offsets, $3 lengths int4[]: where each message's content lies in $1
--   $4 shelves bytea     one byte a message: 0 durable, 1 transient
--   runs, one element each:
--   $5 queue ids int4[]  $6 durable bool[]  $7 priorities int2[]  $8 born leased bool[]
--   $9 sizes int4[]      $10 bytes int8[]    $11 dead from int4[]  $12 available at timestamptz[]  $13 expires at timestamptz[]
--   $14 low, $15 high int4[]: positions within the flush; a run with gaps has its ranges in
--   $16 run number int4[] $17 low $18 high int4[] instead
--   $19 owner int8       who leases the born-leased runs; they are born ready if it is fenced meanwhile
--   $20 run ids int8[]   $21 queue ids int4[]: leased runs that are done
--   $22 flush id int8    $23 flush id int8 of the lane's flush before, known to be committed
--   $24 wake-up text     payload to notify other brokers with; null for none
--   $25 transient bool   nothing of it is durable: its identity need not be either
--   $26 local bool       the commit does not wait for a standby
-- "is not distinct from": a run is to be found by its key. The index of leased runs would do too, but it keeps the
-- entries of those that are done until vacuum comes, and in a new database the planner prefers it.
with base as materialized (
  select nextval('howdah.message_seq') as seq
), held as materialized (
  select exists (select from howdah.lease_owner where id = $19::int8) as by_owner
), identity as (
  insert into howdah.flush (id, base) select $22::int8, base.seq from base where not $25::bool
), transient_identity as (
  insert into howdah.flush_transient (id, base) select $22::int8, base.seq from base where $25::bool
), forgotten as (
  delete from howdah.flush where id = $23::int8
), transient_forgotten as (
  delete from howdah.flush_transient where id = $23::int8
), done as (
  delete from howdah.run
  using unnest($20::int8[], $21::int4[]) as settled (id, queue_id)
  where run.id = settled.id and run.queue_id = settled.queue_id and run.owner is not distinct from $19::int8
), logged as (
  insert into howdah.message (seq, shelf, content)
  select base.seq + m.i - 1, get_byte($4::bytea, m.i::int4 - 1), substring($1::bytea from m.start + 1 for m.length)
  from base, unnest($2::int4[], $3::int4[]) with ordinality as m (start, length, i)
), born as (
  insert into howdah.run (id, queue_id, first_seq, durable, priority, size, bytes, dead_from, owner, available_at, expires_at, pending)
  select base.seq + r.low, r.queue_id, base.seq + r.low, r.durable, r.priority, r.size, r.bytes, r.dead_from,
         case when r.leased and held.by_owner then $19::int8 end,
         r.available_at, r.expires_at,
         case when r.high - r.low = r.size then int8multirange(int8range(base.seq + r.low, base.seq + r.high))
              else (select range_agg(int8range(base.seq + g.low, base.seq + g.high))
                    from unnest($16::int4[], $17::int4[], $18::int4[]) as g (run, low, high) where g.run = r.i)
         end
  from base, held,
       unnest($5::int4[], $6::bool[], $7::int2[], $8::bool[], $9::int4[], $10::int8[], $11::int4[], $12::timestamptz[],
              $13::timestamptz[], $14::int4[], $15::int4[])
       with ordinality as r (queue_id, durable, priority, leased, size, bytes, dead_from, available_at, expires_at, low, high, i)
), local as (
  select set_config('synchronous_commit', 'local', true) where $26::bool
), woken as (
  select pg_notify('howdah_messages', $24::text) where $24::text is not null
)
select base.seq::int8 as base, held.by_owner as held, current_setting('synchronous_standby_names') <> '' as waits,
       (select count(*) from woken)::int4 as notified, (select count(*) from local)::int4 as local
from base, held
