-- Removes the ready and delayed messages of a queue.
--   $1 queue id int4
with purged as (
  delete from howdah.run where queue_id = $1 and owner is null returning size
)
select coalesce(sum(size), 0)::int4 as count from purged
