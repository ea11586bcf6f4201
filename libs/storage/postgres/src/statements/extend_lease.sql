-- Prolongs a receiver's lease unless it is over; no row then.
--   $1 id int8  $2 lasts int8 (ms from now)
update howdah.lease_owner set expires_at = now() + $2::int8 * interval '1 ms' where id = $1 and expires_at > now()
returning true as extended
