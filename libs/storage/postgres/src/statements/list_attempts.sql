-- Failed attempts of a message, oldest first.
--   $1 message id int8
select message_id, queue_id, number, consumer, started_at, ended_at, outcome, error_name, error_message, error_stack, fingerprint
from howdah.attempt where message_id = $1
order by ended_at, number
