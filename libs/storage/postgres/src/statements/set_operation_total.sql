-- How many messages are in an operation's scope; no row as in lock_operation.
--   $1 id int8  $2 owner int8  $3 total int8
update howdah.operation set total = $3 where id = $1 and owner = $2 and state = 'running' returning *
