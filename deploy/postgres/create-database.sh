#!/bin/sh
# The broker's role and database, once, in a new cluster. Argument: a superuser's connection.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/database_password)" "$1" <<'SQL'
create role howdah login password :'password';
-- Whether a standby is in sync is hidden from others.
grant pg_read_all_stats to howdah;
create database howdah owner howdah encoding 'UTF8' locale 'C.UTF-8' template template0;
SQL
