-- What becomes of these messages is of interest.
--   $1 operation id int8  one element each: $2 seqs int8[]  $3 message ids int8[]  $4 queue ids int4[]
insert into howdah.operation_followed (operation_id, seq, message_id, queue_id)
select $1, seq, message_id, queue_id from unnest($2::int8[], $3::int8[], $4::int4[]) as followed (seq, message_id, queue_id)
