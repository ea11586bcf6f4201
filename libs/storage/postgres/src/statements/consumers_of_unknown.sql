-- Consumers of connections that nobody knows, in the order they came.
select id, connection_id, queue_id, tag, priority, exclusive, single_active, active
from howdah.consumer
where not exists (select from howdah.connection where connection.id = consumer.connection_id)
order by position
