-- Prolongs an owner's hold on its leases; no row when it has lost them.
--   $1 id int8  $2 lasts int8 (ms from now)
update howdah.lease_owner set expires_at = now() + $2::int8 * interval '1 ms' where id = $1
returning now() as now
