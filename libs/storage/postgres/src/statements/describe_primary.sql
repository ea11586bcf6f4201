-- The server that takes writes, and its database.
select current_setting('server_version') as version,
       pg_postmaster_start_time() as started_at,
       current_database() as database,
       pg_database_size(current_database()) as size_bytes,
       (select coalesce(sum(numbackends), 0)::int8 from pg_stat_database) as connections,
       current_setting('max_connections')::int8 as connections_max,
       age(datfrozenxid)::int8 as frozen_age,
       current_setting('autovacuum_freeze_max_age')::int8 as frozen_age_max,
       current_setting('autovacuum')::bool as autovacuum,
       (select count(*)::int8 from pg_stat_activity where backend_type = 'autovacuum worker') as vacuum_workers,
       current_setting('autovacuum_max_workers')::int8 as vacuum_workers_max,
       (select coalesce(sum(n_dead_tup), 0)::int8 from pg_stat_user_tables where schemaname = 'howdah') as dead_rows,
       (select max(last_autovacuum) from pg_stat_user_tables where schemaname = 'howdah') as vacuumed_at
from pg_database where datname = current_database()
