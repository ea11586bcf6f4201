-- One error group with its last 24 hours.
--   $1 fingerprint int8
select error_group.*, hours.hours
from howdah.error_group
cross join lateral (
  select coalesce(json_agg(json_build_object(
           'at', extract(epoch from hour) * 1000, 'attempts', attempts, 'deaths', deaths) order by hour), '[]') as hours
  from howdah.error_group_hour as h
  where h.fingerprint = error_group.fingerprint and hour > now() - interval '24 hours'
) as hours
where fingerprint = $1::int8
