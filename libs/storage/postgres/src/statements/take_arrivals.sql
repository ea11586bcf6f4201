-- Takes the oldest arrivals out of the intake; under the lock of lock_intake.sql.
--   $1 id int8: no arrival lies before it, as far as the caller knows. Starting there keeps the scan from walking the
--      entries of those that are gone, which an idle transaction keeps alive.
--   $2 arrivals at most int4   $3 bytes of bodies at most int8 (one is always given)
with oldest as materialized (
  select id, slot, octet_length(body) as bytes from howdah.intake where id >= $1 order by id limit $2
), fitting as materialized (
  select id, slot from (select id, slot, sum(bytes) over (order by id) - bytes as before from oldest) as sized where before < $3
), taken as (
  delete from howdah.intake using fitting where intake.slot = fitting.slot and intake.id = fitting.id returning intake.*
)
select id, vhost, exchange, routing_key, properties, headers, body, role, at, (select count(*) from oldest)::int4 as found
from taken order by id
