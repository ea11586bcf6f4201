-- How far the primary's log is on its disk: everything that was confirmed lies before.
select pg_current_wal_flush_lsn()::text as position
