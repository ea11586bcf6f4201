-- Removes all messages of a queue, leased ones too.
--   $1 queue id int4
delete from howdah.run where queue_id = $1
