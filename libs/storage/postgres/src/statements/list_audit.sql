-- Who did what, newest first.
--   $1 before id int8 (excluded)  $2 user text  $3 action text  $4 vhost text  $5 target text  $6 outcome text
--   $7 since timestamptz  $8 until timestamptz (excluded): each null for any  $9 records at most int4
select id, at, user_name, action, vhost, target, outcome, error, details from howdah.audit_entry
where id < $1 and ($2::text is null or user_name = $2) and ($3::text is null or action = $3)
  and ($4::text is null or vhost = $4) and ($5::text is null or target = $5) and ($6::text is null or outcome = $6)
  and ($7::timestamptz is null or at >= $7) and ($8::timestamptz is null or at < $8)
order by id desc limit $9
