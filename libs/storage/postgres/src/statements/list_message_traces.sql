-- What operations have done with one message, as far as it is on record, oldest first.
--   $1 message id int8
with trace as (
  select operation_id, 'moved' as outcome, seq, queue_id, moved_at as at, '' as detail
  from howdah.operation_followed where message_id = $1
  union all
  select operation_id, outcome, null, null, at, concat_ws(': ', reason, nullif(detail, ''))
  from howdah.operation_report where message_id = $1
  union all
  select id, 'moved', null, null, coalesce(ended_at, created_at), ''
  from howdah.operation where (definition #>> '{filter,messageId}') = $1::int8::text and moved > 0
)
select operation.*, trace.outcome, trace.seq, trace.queue_id, trace.at, trace.detail
from trace join howdah.operation on operation.id = trace.operation_id
order by trace.at, operation.id
limit 200
