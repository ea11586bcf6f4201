-- What the first use of an idempotency key was answered.
--   $1 scope text  $2 key text
select digest, response, seqs from howdah.idempotency_key where scope = $1 and key = $2
