-- A broker becomes an owner of leases. Receivers become one with what they claim: claim_messages.sql.
--   $1 id int8  $2 name text  $3 lasts int8 (ms)
insert into howdah.lease_owner (id, kind, name, expires_at) values ($1, 'broker', $2, now() + $3::int8 * interval '1 ms')
returning now() as now
