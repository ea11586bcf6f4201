-- How far a replica is.
--   $1 position text of the primary's log; null: it is not known
-- The age is that of the last commit that it has, as the primary's clock dated it. Brokers commit at least every 2 s, so it is not much
-- larger than it must be, and it grows when nothing comes any more.
select pg_is_in_recovery() as recovering,
       coalesce(pg_last_wal_replay_lsn() >= $1::text::pg_lsn, false) as has_all,
       greatest(0, extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 as age_ms
