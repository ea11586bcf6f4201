-- Operations of a virtual host, newest first.
--   $1 vhost text  $2 only those before this id int8 or null  $3 at most int4
select * from howdah.operation where vhost = $1 and ($2::int8 is null or id < $2) order by id desc limit $3
