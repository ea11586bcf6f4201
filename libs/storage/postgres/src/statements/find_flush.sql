-- Whether a flush of unknown outcome was committed, and where its messages lie.
--   $1 flush id int8
select base from howdah.flush where id = $1 union all select base from howdah.flush_transient where id = $1
