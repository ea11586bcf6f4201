-- Who holds leases under an id.
--   $1 id int8
select kind, name, expires_at from howdah.lease_owner where id = $1::int8
