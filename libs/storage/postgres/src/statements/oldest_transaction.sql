-- The transaction that has been open for longest. Those of other roles are hidden without pg_monitor.
select coalesce(nullif(application_name, ''), usename, 'process ' || pid) as held_by,
       (extract(epoch from now() - xact_start) * 1000)::float8 as age_ms
from pg_stat_activity
where xact_start is not null and pid <> pg_backend_pid() and backend_type = 'client backend'
order by xact_start limit 1
