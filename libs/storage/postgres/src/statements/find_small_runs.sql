-- Queues whose ready runs are many and small.
select queue_id from howdah.run
where owner is null and available_at is null and size < 128
group by queue_id having count(*) >= 256
order by count(*) desc limit 16
