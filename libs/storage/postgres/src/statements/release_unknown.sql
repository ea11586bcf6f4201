-- Makes ready what a claim leased whose answer was lost: runs of this broker that it does not know of.
--   $1 owner int8  $2 queue id int4  $3 run ids that it holds int8[]
update howdah.run set owner = null, redelivered = true, first_seq = lower(pending)
where owner = $1 and queue_id = $2 and id <> all ($3::int8[])
