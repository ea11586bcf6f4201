-- When this server began its timeline: a promotion writes a file of that name. Needs pg_monitor.
--   $1 timeline int4
select max(modification) as at from pg_ls_waldir() where name = lpad(upper(to_hex($1::int4)), 8, '0') || '.history'
