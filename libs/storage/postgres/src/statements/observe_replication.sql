-- Whether commits wait for standbys, and how many are in sync. Without pg_monitor (or pg_read_all_stats) what they are is hidden.
select current_setting('synchronous_standby_names') as names,
       count(*) filter (where state = 'streaming' and sync_state in ('sync', 'quorum'))::int4 as standbys,
       count(*) filter (where pid is not null and sync_state is null)::int4 as hidden
from pg_stat_replication
