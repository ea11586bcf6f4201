-- The connections of a broker, each with its consumers.
--   $1 owner int8
select connection.id as connection_id, consumer.id as consumer_id
from howdah.connection left join howdah.consumer on consumer.connection_id = connection.id
where connection.owner = $1::int8
