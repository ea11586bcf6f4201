-- The standbys that follow this server. Without pg_monitor all but their names is hidden.
select application_name as name, host(client_addr) as address, state, sync_state,
       pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::int8 as lag_bytes,
       (extract(epoch from coalesce(replay_lag, interval '0')) * 1000)::float8 as lag_ms
from pg_stat_replication
order by application_name, pid
