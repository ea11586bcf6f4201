-- Leases running operations that no living broker has, and returns all that this one has then.
--   $1 owner int8  $2 at most int4
with free as (
  select id from howdah.operation
  where state = 'running' and not exists (select from howdah.lease_owner where lease_owner.id = operation.owner and expires_at > now())
  order by id
  limit $2
  for update skip locked
), leased as (
  update howdah.operation set owner = $1 from free where operation.id = free.id returning operation.*
)
select * from leased
union all
select * from howdah.operation where state = 'running' and owner = $1
