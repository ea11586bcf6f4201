-- Queues whose consumers are all of connections that are gone ($1) or unknown.
select queue_id from howdah.consumer
group by queue_id
having bool_and(connection_id = any ($1::int8[]) or not exists (select from howdah.connection where connection.id = consumer.connection_id))
