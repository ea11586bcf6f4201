-- Consumers of connections that nobody knows.
select id from howdah.consumer
where not exists (select from howdah.connection where connection.id = consumer.connection_id)
