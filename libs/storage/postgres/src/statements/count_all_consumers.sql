-- Of all queues that have consumers.
select queue_id, count(*)::int4 as consumers from howdah.consumer group by queue_id
