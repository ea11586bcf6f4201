-- Publications that could not be stored, and the newest of them.
--   $1 virtual host text; null: of all
select count(*) over () as count, code, reason, refused_at from howdah.refused_publication
where $1::text is null or vhost = $1::text
order by refused_at desc limit 1
