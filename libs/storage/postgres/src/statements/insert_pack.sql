-- The group commit that is most frequent where few publish at once: one pack of durable messages and one run over them, ready now.
-- It is insert_messages.sql less what that does not need; what the executor prepares for each part costs more than a message.
--   $1 owner int8        who leases the run if it is to be born leased; it is born ready if that owner is fenced meanwhile
--   $2 flush id int8     $3 flush id int8 of the lane's flush before, known to be committed
--   $4 run ids int8[]    $5 queue ids int4[]: leased runs that are done
--   $6 content bytea     the pack
--   $7 queue id int4     $8 messages int2   $9 priority int2   $10 bytes int8   $11 born leased bool
-- No row: the identity of the flush before is not there. Then this flush was committed by a former try (find_flush.sql), or
-- the other is forgotten and insert_messages.sql has to do it. Whoever comes late with a former flush finds nothing either.
-- "is not distinct from": see insert_messages.sql.
with identity as (
  update howdah.flush set id = $2::int8, base = nextval('howdah.message_seq'), committed_at = now()
  where id = $3::int8
  returning base as seq
), held as materialized (
  select exists (select from howdah.lease_owner where id = $1::int8) as by_owner
), done as (
  delete from howdah.run_durable as run
  using unnest($4::int8[], $5::int4[]) as settled (id, queue_id)
  where run.id = settled.id and run.queue_id = settled.queue_id and run.owner is not distinct from $1::int8
), logged as (
  insert into howdah.message_durable (seq, shelf, content, count) select seq, 0, $6::bytea, $8::int2 from identity
), born as (
  insert into howdah.run_durable (id, queue_id, first_seq, durable, priority, size, bytes, owner, pending)
  select seq, $7::int4, seq, true, $9::int2, $8::int2, $10::int8, case when $11::bool and held.by_owner then $1::int8 end,
         int8multirange(int8range(seq, seq + $8::int2))
  from identity, held
)
select identity.seq as base, held.by_owner as held, current_setting('synchronous_standby_names') <> '' as waits
from identity, held
