-- The brokers that live, the oldest first.
select id, name, version, addresses, started_at, (extract(epoch from now() - renewed_at) * 1000)::float8 as heartbeat_age_ms
from howdah.lease_owner
where kind = 'broker' and expires_at > now()
order by started_at, id
