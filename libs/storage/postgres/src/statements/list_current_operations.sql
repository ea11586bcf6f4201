-- Operations that have not ended, whose messages are followed, or that have ended lately, newest first.
--   $1 ended then or later timestamptz
select * from howdah.operation
where state in ('running', 'paused') or following > 0 or ended_at >= $1
order by id desc
limit 500
