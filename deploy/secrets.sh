#!/bin/sh
# Makes the passwords of the stack in deploy/secrets, once; what is there stays.
set -eu
cd "$(dirname "$0")"
# Containers read the files as users of their own, so the directory keeps others of this machine out, not the files.
mkdir -p -m 0700 secrets
new() { [ -s "secrets/$1" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"secrets/$1"; }
for name in postgres_password replication_password database_password admin_password grafana_password; do new "$name"; done
user="howdah:$(cat secrets/database_password)"
attributes='target_session_attrs=read-write'
printf 'postgres://%s@pg1:5432,pg2:5432,pg3:5432/howdah?%s' "$user" "$attributes" >secrets/database_url
printf 'postgres://%s@primary:5432,replica:5432/howdah?%s' "$user" "$attributes" >secrets/single_database_url
chmod 0644 secrets/*
