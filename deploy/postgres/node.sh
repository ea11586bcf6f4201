#!/bin/sh
# A node of the cluster. Environment: NODE_NAME, which is also its host name.
set -eu
export PATRONI_NAME="$NODE_NAME"
export PATRONI_POSTGRESQL_CONNECT_ADDRESS="$NODE_NAME:5432"
export PATRONI_RESTAPI_CONNECT_ADDRESS="$NODE_NAME:8008"
PATRONI_SUPERUSER_PASSWORD=$(cat /run/secrets/postgres_password)
PATRONI_REPLICATION_PASSWORD=$(cat /run/secrets/replication_password)
export PATRONI_SUPERUSER_PASSWORD PATRONI_REPLICATION_PASSWORD
exec patroni /etc/patroni/patroni.yml
