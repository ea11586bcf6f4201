-- First use of an idempotency key; no row when it is taken. Waits for a concurrent first use to commit or fail.
--   $1 scope text  $2 key text  $3 digest bytea  $4 response jsonb
insert into howdah.idempotency_key (scope, key, digest, response, seqs)
values ($1, $2, $3, $4, '{}')
on conflict (scope, key) do update
  set digest = excluded.digest, response = excluded.response, seqs = '{}', created_at = now()
  where idempotency_key.created_at < now() - interval '24 hours'
returning 1
