-- Whether transient messages lie in a queue, or in others after they died in it.
--   $1 queue id int4  $2 died there boolean
select exists (select from howdah.run_transient where not $2 and queue_id = $1)
    or exists (select from howdah.run_transient where $2 and dead_from = $1) as found
