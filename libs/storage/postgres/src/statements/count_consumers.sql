-- Queues without consumers are left out.
select queue_id, count(*) as consumers from howdah.consumer where queue_id = any ($1::int4[]) group by queue_id
