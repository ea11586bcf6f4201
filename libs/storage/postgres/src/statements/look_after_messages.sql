-- What became of an operation's messages: failed again, gone without having failed, or still there. No row when there is no such
-- operation, or somebody else is just looking. Those whose fate is known are followed no more.
--   $1 operation id int8  $2 items of a report at most int4
-- Counts what is deleted, not what is seen: another look may have been committed since this statement began.
with locked as materialized (
  select * from howdah.operation where id = $1 for no key update skip locked
), followed as materialized (
  select f.* from howdah.operation_followed as f where f.operation_id = (select id from locked)
), present as materialized (
  select queue_id, range_agg(pending) as seqs from howdah.run
  where queue_id in (select distinct queue_id from followed)
  group by queue_id
), failed as materialized (
  select followed.seq, coalesce(attempt.error_name, attempt.outcome) as reason, coalesce(attempt.error_message, '') as detail
  from followed cross join lateral (
    select * from howdah.attempt
    where message_id = followed.message_id and queue_id = followed.queue_id and ended_at >= followed.moved_at
    order by ended_at limit 1
  ) as attempt
), known as materialized (
  select seq from failed
  union
  select seq from followed
  where not exists (select from present where present.queue_id = followed.queue_id and present.seqs @> followed.seq)
), forgotten as (
  delete from howdah.operation_followed where operation_id = $1 and seq in (select seq from known)
  returning seq, message_id
), counted as materialized (
  select forgotten.message_id, failed.seq, failed.reason, failed.detail from forgotten left join failed using (seq)
), reported as (
  insert into howdah.operation_report (operation_id, position, message_id, outcome, reason, detail)
  select $1, locked.reported + row_number() over (order by counted.seq), counted.message_id, 'failed', counted.reason, left(counted.detail, 1000)
  from counted, locked
  where counted.seq is not null
  order by counted.seq
  limit (select greatest(0, $2 - reported) from locked)
  returning 1
)
update howdah.operation
set succeeded = operation.succeeded + (select count(*) from counted where seq is null),
    failed = operation.failed + (select count(*) from counted where seq is not null),
    following = operation.following - (select count(*) from counted),
    reported = operation.reported + (select count(*) from reported)
from locked
where operation.id = locked.id
returning operation.*
