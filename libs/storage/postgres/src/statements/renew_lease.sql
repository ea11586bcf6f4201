-- Prolongs an owner's hold on its leases; no row when it has lost them.
--   $1 id int8  $2 lasts int8 (ms from now)  $3 version text, may be null  $4 addresses text[]
update howdah.lease_owner
set expires_at = now() + $2::int8 * interval '1 ms', renewed_at = now(), version = $3, addresses = $4
where id = $1
returning now() as now
