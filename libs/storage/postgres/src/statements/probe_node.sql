-- What a node of the database is. Whose timeline a replica follows its receiver knows, which a role sees that may read
-- statistics (pg_read_all_stats).
--   $1 process ids int4[] of sessions whose answers are late
-- The timeline stands in the name of the log file that is being written; pg_control_checkpoint() has the one before
-- until the first checkpoint after a promotion.
select pg_is_in_recovery() as recovering,
       current_setting('default_transaction_read_only')::bool as read_only,
       case when not pg_is_in_recovery() then substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end as timeline,
       (select received_tli from pg_stat_wal_receiver where status = 'streaming') as followed_timeline,
       case when pg_is_in_recovery() and pg_last_wal_receive_lsn() is distinct from pg_last_wal_replay_lsn()
            then extract(epoch from now() - pg_last_xact_replay_timestamp())::float8 end as replay_lag_s,
       current_setting('synchronous_standby_names') as standby_names,
       (select count(*)::int4 from pg_stat_replication where state = 'streaming' and sync_state in ('sync', 'quorum')) as standbys,
       array(select pid from pg_stat_activity where pid = any ($1::int4[]) and state = 'active') as working,
       array(select pid from pg_stat_activity where pid = any ($1::int4[])) as present
