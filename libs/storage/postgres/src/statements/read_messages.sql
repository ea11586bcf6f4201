-- Contents by ranges of positions, in order of position.
--   $1 low int8[] (included)   $2 high int8[] (excluded)
-- The limit keeps each range an index scan of its own: as a plain join the planner would read whole segments.
select message.seq, message.content
from unnest($1::int8[], $2::int8[]) as range (low, high)
cross join lateral (
  select seq, content from howdah.message where seq >= range.low and seq < range.high order by seq limit range.high - range.low
) as message
