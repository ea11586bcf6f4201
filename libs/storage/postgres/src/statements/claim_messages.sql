-- Leases the first ready messages of a queue: whole runs, and of the last one only as much as there is credit for.
--   $1 queue id int4   $2 messages at most int4   $3 bytes at most int8 (one message is always given)   $4 owner int8
--   $5 position int8: no ready run of priority 0 lies before it, as far as the caller knows. Starting there and not at 0
--      keeps the scan from walking the index entries of runs that are gone, which an idle transaction keeps alive.
--      The two priority classes are scanned apart so that each is one stretch of the index.
--   $6 runs at most int4: a locked run that is not taken would only be in the way of other brokers
--   $7 lasts int8, ms: the owner is a receiver, made here if there is something to lease; null: an owner that there is
-- One row a run; a row of nulls when there is none. `more`: ready runs are left, or another claim holds them now.
-- `is_cut`: they lie behind what was taken.
-- Claims skip what others have locked. What other claims have locked is on its way to consumers; what is being merged
-- (merge_runs.sql) is not, and whoever skipped it would deliver newer messages first: nothing is claimed meanwhile.
-- Nor by an owner that was fenced and has not heard of it: what it held is others' now, and so is what it would go on with.
with gate as materialized (
  select pg_try_advisory_xact_lock_shared(hashtext('howdah.merge'), $1)
         and ($7::int8 is not null or exists (select from howdah.lease_owner where id = $4)) as is_open
), urgent as materialized (
  select * from howdah.run
  where queue_id = $1 and owner is null and available_at is null and priority > 0 and (expires_at is null or expires_at > now())
        and (select is_open from gate)
  order by priority desc, first_seq
  limit $6
  for update skip locked
), ordinary as materialized (
  select * from howdah.run
  where queue_id = $1 and owner is null and available_at is null and priority = 0 and first_seq >= $5 and (expires_at is null or expires_at > now())
        and (select is_open from gate)
  order by first_seq
  limit $6
  for update skip locked
), candidates as materialized (
  select * from urgent
  union all
  (select * from ordinary limit greatest(0, $6 - (select count(*) from urgent)))
), measured as (
  select *,
         (sum(size) over place)::int4 - size as size_before,
         (sum(bytes) over place)::int8 - bytes as bytes_before,
         lead(first_seq) over (partition by priority order by first_seq) as next_seq
  from candidates
  window place as (order by priority desc, first_seq)
), fitting as (
  select *,
         greatest(least($2 - size_before, ceil(($3 - bytes_before)::float8 * size / greatest(bytes, 1))), 1)::int8 as room,
         coalesce(upper(pending) > next_seq, false) as crosses
  from measured
  where size_before < $2 and (bytes_before < $3 or size_before = 0)
), in_order as ( -- a run that reaches beyond the start of the next is taken up to there, and nothing behind it
  select *, bool_or(crosses) over (order by priority desc, first_seq rows between unbounded preceding and 1 preceding) as hidden
  from fitting
), cut as materialized (
  select *,
         case when crosses then howdah.multirange_head(pending * int8multirange(int8range(null, next_seq)), room)
              when room < size then howdah.multirange_head(pending, room)
              else pending
         end as taken
  from in_order
  where hidden is not true
), sized as materialized (
  select *, case when taken = pending then size else howdah.multirange_size(taken)::int4 end as taken_size from cut
), opened as (
  insert into howdah.lease_owner (id, kind, name, expires_at)
  select $4, 'receiver', 'receiver', now() + $7::int8 * interval '1 ms'
  where $7::int8 is not null and exists (select from sized)
), leased as (
  update howdah.run
  set owner = $4, pending = sized.taken, size = sized.taken_size, bytes = sized.bytes * sized.taken_size / sized.size
  from sized
  where run.durable = sized.durable and run.id = sized.id and run.queue_id = sized.queue_id
  returning run.*
), rest as (
  insert into howdah.run (id, queue_id, first_seq, durable, redelivered, priority, attempts, size, dead_from, bytes, expires_at, pending)
  select -nextval('howdah.run_id'), queue_id, lower(pending - taken), durable, redelivered, priority, attempts, size - taken_size, dead_from,
         bytes - bytes * taken_size / size, expires_at, pending - taken
  from sized
  where taken_size < size
  returning 1
), ready as (
  (select 1 from howdah.run
   where queue_id = $1 and owner is null and available_at is null and priority > 0 and (expires_at is null or expires_at > now())
   order by priority desc, first_seq
   limit $6 + 1)
  union all
  (select 1 from howdah.run
   where queue_id = $1 and owner is null and available_at is null and priority = 0 and first_seq >= $5 and (expires_at is null or expires_at > now())
   order by first_seq
   limit $6 + 1)
)
select outcome.more,
       outcome.more and (not (select is_open from gate) or exists (select from rest)
         or (select count(*) from candidates) > (select count(*) from sized)
         or (select count(*) from candidates) = $6) as is_cut,
       leased.id, leased.durable, leased.redelivered, leased.priority, leased.attempts, leased.size, leased.dead_from,
       leased.expires_at, leased.bytes, leased.pending
from (select exists (select from rest) or (select count(*) from ready) > (select count(*) from sized) as more) as outcome
left join leased on true
order by leased.priority desc, leased.first_seq
