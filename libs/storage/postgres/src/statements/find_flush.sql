-- Whether a flush of unknown outcome was committed, and where its messages lie.
--   $1 flush id int8   $2 owner int8
-- `held`: that owner was not fenced since then, so what the flush has leased to it is its own.
-- A write, so that this commit waits for the synchronous standby: the flush's own wait may have been cut short, and what is
-- committed on the primary alone must not be confirmed. The log is sent in order: with this commit the flush has arrived, too.
with found as (
  update howdah.flush set base = base where id = $1 returning base
)
select base, exists (select from howdah.lease_owner where id = $2) as held
from (select base from found union all select base from howdah.flush_transient where id = $1) as flush
