-- Who keeps vacuum from removing what is dead, and since how many transactions.
select kind, held_by, age::int8 from (
  select 'session' as kind, coalesce(nullif(application_name, ''), usename, 'process ' || pid) as held_by, age(backend_xmin) as age
  from pg_stat_activity where backend_xmin is not null and pid <> pg_backend_pid() and backend_type = 'client backend'
  union all
  select 'replica', application_name, age(backend_xmin) from pg_stat_replication where backend_xmin is not null
  union all
  select 'replication slot', slot_name, greatest(age(xmin), age(catalog_xmin)) from pg_replication_slots
  where xmin is not null or catalog_xmin is not null
  union all
  select 'prepared transaction', gid, age(transaction) from pg_prepared_xacts
) as holder
order by age desc limit 1
