-- A new owner of leases.
--   $1 id int8  $2 kind text  $3 name text  $4 lasts int8 (ms)
insert into howdah.lease_owner (id, kind, name, expires_at) values ($1, $2, $3, now() + $4::int8 * interval '1 ms')
returning now() as now
