-- The newest failed attempts of an error group first.
--   $1 fingerprint int8  $2 recorded before the attempt of this id int8  $3 limit int4
select id, message_id, queue_id, number, consumer, started_at, ended_at, outcome, error_name, error_message, error_stack, fingerprint
from howdah.attempt where fingerprint = $1::int8 and id < $2::int8
order by id desc
limit $3
