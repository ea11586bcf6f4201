-- One operation.
--   $1 id int8
select * from howdah.operation where id = $1
