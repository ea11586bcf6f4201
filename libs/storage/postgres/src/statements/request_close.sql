-- Of a broker that lives: nobody else would hear it.
select pg_notify('howdah_presence', 'close ' || connection.id || ' ' || $2::text)
from howdah.connection join howdah.lease_owner on lease_owner.id = connection.owner
where connection.id = $1::int8
