-- read_messages.sql on a standby, which has no transient messages.
--   $1 low int8[] (included)   $2 high int8[] (excluded)
-- The limits keep each part an index scan of its own: as a plain join the planner would read whole segments.
select pack.seq, pack.content
from unnest($1::int8[], $2::int8[]) as range (low, high)
cross join lateral (
  (select seq, content from howdah.message where shelf in (0, 2) and seq <= range.low and seq >= (range.low >> 10) << 10 order by seq desc limit 1)
  union all
  (select seq, content from howdah.message where shelf in (0, 2) and seq > range.low and seq < range.high order by seq limit range.high - range.low)
) as pack
