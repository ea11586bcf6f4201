-- As lock_queues, for the queues that these consumers ($1) are at.
select pg_advisory_xact_lock(hashtext('howdah.consumer'), queue_id)
from (select distinct queue_id from howdah.consumer where id = any ($1::int8[]) order by queue_id) as queue
