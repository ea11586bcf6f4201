-- Under the queue's lock. Repeating it changes nothing.
with present as (
  select exclusive, active from howdah.consumer where queue_id = $3::int4 and id <> $1::int8
), verdict as (
  select case
    when exists (select from present where exclusive) or ($6::boolean and exists (select from present)) then 'refused'
    when $7::boolean and exists (select from present where active) then 'waiting'
    else 'active'
  end as admission
), added as (
  insert into howdah.consumer (id, connection_id, queue_id, tag, priority, exclusive, single_active, active)
  select $1::int8, $2::int8, $3::int4, $4::text, $5::int8, $6::boolean, $7::boolean, admission = 'active'
  from verdict where admission <> 'refused'
  on conflict (id) do nothing
)
select admission from verdict
