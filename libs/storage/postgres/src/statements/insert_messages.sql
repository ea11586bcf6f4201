-- One group commit: messages, the runs over them, runs that are done, and the flush's own identity, in one round trip.
--   $1 content bytea     all packs of messages, end to end
--   packs, one element each:
--   $2 offsets, $3 lengths int4[]: where it lies in $1   $4 first int4[]: position of its first message within the flush
--   $5 counts int2[]: of its messages                    $6 shelves bytea, one byte each: 0 durable, 1 transient
--   runs, one element each:
--   $7 queue ids int4[]  $8 durable bool[]  $9 priorities int2[]  $10 born leased bool[]
--   $11 sizes int4[]      $12 bytes int8[]    $13 dead from int4[]  $14 available at timestamptz[]  $15 expires at timestamptz[]
--   $16 low, $17 high int4[]: positions within the flush; a run with gaps has its ranges in
--   $18 run number int4[] $19 low $20 high int4[] instead
--   $21 owner int8       who leases the born-leased runs; they are born ready if it is fenced meanwhile
--   $22 run ids int8[]   $23 queue ids int4[]: leased runs that are done
--   $24 flush id int8    $25 flush id int8 of the lane's flush before, known to be committed
--   $26 wake-up text     payload to notify other brokers with; null for none
--   $27 transient bool   nothing of it is durable: its identity need not be either
--   $28 local bool       the commit does not wait for a standby
-- "is not distinct from": a run is to be found by its key. The index of leased runs would do too, but it keeps the
-- entries of those that are done until vacuum comes, and in a new database the planner prefers it.
with base as materialized (
  select nextval('howdah.message_seq') as seq
), held as materialized (
  select exists (select from howdah.lease_owner where id = $21::int8) as by_owner
), identity as (
  insert into howdah.flush (id, base) select $24::int8, base.seq from base where not $27::bool
), transient_identity as (
  insert into howdah.flush_transient (id, base) select $24::int8, base.seq from base where $27::bool
), forgotten as (
  delete from howdah.flush where id = $25::int8
), transient_forgotten as (
  delete from howdah.flush_transient where id = $25::int8
), done as (
  delete from howdah.run
  using unnest($22::int8[], $23::int4[]) as settled (id, queue_id)
  where run.id = settled.id and run.queue_id = settled.queue_id and run.owner is not distinct from $21::int8
), logged as (
  insert into howdah.message (seq, shelf, content, count)
  select base.seq + p.first, get_byte($6::bytea, p.i::int4 - 1), substring($1::bytea from p.start + 1 for p.length), p.count
  from base, unnest($2::int4[], $3::int4[], $4::int4[], $5::int2[]) with ordinality as p (start, length, first, count, i)
), born as (
  insert into howdah.run (id, queue_id, first_seq, durable, priority, size, bytes, dead_from, owner, available_at, expires_at, pending)
  select base.seq + r.low, r.queue_id, base.seq + r.low, r.durable, r.priority, r.size, r.bytes, r.dead_from,
         case when r.leased and held.by_owner then $21::int8 end,
         r.available_at, r.expires_at,
         case when r.high - r.low = r.size then int8multirange(int8range(base.seq + r.low, base.seq + r.high))
              else (select range_agg(int8range(base.seq + g.low, base.seq + g.high))
                    from unnest($18::int4[], $19::int4[], $20::int4[]) as g (run, low, high) where g.run = r.i)
         end
  from base, held,
       unnest($7::int4[], $8::bool[], $9::int2[], $10::bool[], $11::int4[], $12::int8[], $13::int4[], $14::timestamptz[],
              $15::timestamptz[], $16::int4[], $17::int4[])
       with ordinality as r (queue_id, durable, priority, leased, size, bytes, dead_from, available_at, expires_at, low, high, i)
), local as (
  select set_config('synchronous_commit', 'local', true) where $28::bool
), woken as (
  select pg_notify('howdah_messages', $26::text) where $26::text is not null
)
select base.seq::int8 as base, held.by_owner as held, current_setting('synchronous_standby_names') <> '' as waits,
       (select count(*) from woken)::int4 as notified, (select count(*) from local)::int4 as local
from base, held
