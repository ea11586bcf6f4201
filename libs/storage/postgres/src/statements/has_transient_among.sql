-- Whether transient messages lie in some queues.
--   $1 queue ids int4[]
select exists (select from howdah.run_transient where queue_id = any ($1)) as found
