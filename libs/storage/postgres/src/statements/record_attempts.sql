-- Appends failed attempts.
--   one element each: $1 message ids int8[]  $2 queue ids int4[]  $3 numbers int4[]  $4 consumers text[]  $5 started at,
--   $6 ended at timestamptz[]  $7 outcomes text[]  $8 error names, $9 messages, $10 stacks text[]  $11 fingerprints int8[]
insert into howdah.attempt
  (message_id, queue_id, number, consumer, started_at, ended_at, outcome, error_name, error_message, error_stack, fingerprint)
select * from unnest(
  $1::int8[], $2::int4[], $3::int4[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[],
  $11::int8[])
