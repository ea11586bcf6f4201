-- Queues that an owner holds messages of.
--   $1 owner int8
select distinct queue_id from howdah.run where owner = $1
