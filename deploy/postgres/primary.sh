#!/bin/bash
# The primary of the plain pair, without Patroni: nobody is promoted by itself.
set -eu
data=/var/lib/postgresql/data/pgdata
if [ ! -s "$data/PG_VERSION" ]; then
  initdb --pgdata="$data" --username=postgres --pwfile=/run/secrets/postgres_password \
    --data-checksums --encoding=UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256
  printf 'host all all all scram-sha-256\nhost replication replicator all scram-sha-256\n' >>"$data/pg_hba.conf"
  pg_ctl --pgdata="$data" --wait --options="-c listen_addresses=''" start
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/replication_password)" \
    --username=postgres postgres <<'SQL'
create role replicator login replication password :'password';
select pg_create_physical_replication_slot('replica', true);
alter system set synchronous_standby_names = 'ANY 1 (replica)';
SQL
  create-database.sh 'user=postgres dbname=postgres options=-csynchronous_commit=local'
  pg_ctl --pgdata="$data" --wait --mode=fast stop
fi
exec postgres -D "$data" -c listen_addresses='*' -c max_connections=200 -c wal_sender_timeout=5s -c max_slot_wal_keep_size=4GB \
  -c min_wal_size=2GB -c max_wal_size=2GB
