-- Where the messages of an idempotent transaction were stored.
--   $1 scope text  $2 key text  $3 seqs int8[]
update howdah.idempotency_key set seqs = $3 where scope = $1 and key = $2
