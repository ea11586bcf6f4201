-- An operation's report, oldest first.
--   $1 operation id int8  $2 only behind this position int4  $3 at most int4
select position, message_id, outcome, reason, detail, at from howdah.operation_report
where operation_id = $1 and position > $2 order by position limit $3
