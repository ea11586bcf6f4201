-- Of these queues, in the order they came.
select id, connection_id, queue_id, tag, priority, exclusive, single_active, active
from howdah.consumer where queue_id = any ($1::int4[]) order by position
