-- Ready messages and the bytes of their bodies; queues without any are left out.
--   $1 queue ids int4[]
select queue_id, sum(size)::int8 as messages, sum(bytes)::int8 as bytes from howdah.run
where queue_id = any ($1::int4[]) and owner is null and available_at is null and (expires_at is null or expires_at > now())
group by queue_id
