-- The number of the last failed attempt of each message in a queue.
--   $1 message ids int8[]  $2 queue id int4
select distinct on (message_id) message_id, number from howdah.attempt
where message_id = any ($1::int8[]) and queue_id = $2
order by message_id, ended_at desc
