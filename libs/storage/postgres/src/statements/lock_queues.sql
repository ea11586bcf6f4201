-- Admissions to a queue are decided one after the other, by whichever broker. Locks in order, so that no two wait for each other.
select pg_advisory_xact_lock(hashtext('howdah.consumer'), queue_id)
from (select distinct unnest($1::int4[]) as queue_id order by queue_id) as queue
