-- The connections of a broker, each with its consumers; and consumers that the broker has ($2), whose connection is missing.
select connection.id as connection_id, consumer.id as consumer_id, consumer.active
from howdah.connection left join howdah.consumer on consumer.connection_id = connection.id
where connection.owner = $1::int8
union all
select null, consumer.id, consumer.active from howdah.consumer
where consumer.id = any ($2::int8[]) and not exists (select from howdah.connection where connection.id = consumer.connection_id)
