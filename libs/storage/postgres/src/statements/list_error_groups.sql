-- Error groups, last seen first, each with its last 24 hours.
--   $1 queue ids int4[]  $2 last seen since timestamptz  $3 only with deaths bool  $4 limit int4
--   behind: $5 last seen timestamptz, $6 fingerprint int8; both null from the start
select error_group.*, hours.hours
from howdah.error_group
cross join lateral (
  select coalesce(json_agg(json_build_object(
           'at', extract(epoch from hour) * 1000, 'attempts', attempts, 'deaths', deaths) order by hour), '[]') as hours
  from howdah.error_group_hour as h
  where h.fingerprint = error_group.fingerprint and hour > now() - interval '24 hours'
) as hours
where queue_id = any ($1::int4[]) and last_at >= $2::timestamptz and (not $3::bool or deaths > 0)
  and ($5::timestamptz is null or (last_at, fingerprint) < ($5::timestamptz, $6::int8))
order by last_at desc, fingerprint desc
limit $4
