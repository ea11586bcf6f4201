#!/bin/bash
# The standby of the plain pair.
set -eu
data=/var/lib/postgresql/data/pgdata
# In memory alone, readable by nobody else: pg_basebackup and the standby's connection both take it from there.
export PGPASSFILE=/tmp/pgpass
(umask 077 && printf 'primary:5432:*:replicator:%s\n' "$(cat /run/secrets/replication_password)" >"$PGPASSFILE")
if [ ! -s "$data/PG_VERSION" ]; then
  rm -rf "$data.unfinished"
  pg_basebackup --pgdata="$data.unfinished" --wal-method=stream --checkpoint=fast --slot=replica --write-recovery-conf \
    --dbname='host=primary user=replicator application_name=replica'
  mv "$data.unfinished" "$data"
fi
exec postgres -D "$data" -c listen_addresses='*' -c max_connections=200 -c wal_receiver_timeout=5s -c wal_retrieve_retry_interval=500ms \
  -c min_wal_size=2GB -c max_wal_size=2GB
