-- An owner leaves in good order: its runs are ready again at their place, without an attempt burnt.
--   $1 owner int8
with gone as (
  delete from howdah.lease_owner where id = $1
)
update howdah.run set owner = null, redelivered = true, first_seq = lower(pending)
where owner = $1
returning queue_id
