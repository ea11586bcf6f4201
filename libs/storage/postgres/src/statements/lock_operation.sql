-- A running operation, for its owner alone until the transaction ends; no row when it is another's by now, or no more running.
--   $1 id int8  $2 owner int8
select * from howdah.operation where id = $1 and owner = $2 and state = 'running' for update
