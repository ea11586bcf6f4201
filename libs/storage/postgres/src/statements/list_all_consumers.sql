-- In the order they came.
select id, connection_id, queue_id, tag, priority, exclusive, single_active, active from howdah.consumer order by position
