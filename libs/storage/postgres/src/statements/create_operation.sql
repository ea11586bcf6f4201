-- A new operation; no row when its author has used the key before.
--   $1 vhost text  $2 author text  $3 idempotency key text or null  $4 digest bytea or null  $5 definition json  $6 cutoff int8
insert into howdah.operation (vhost, author, idempotency_key, digest, definition, state, cutoff)
values ($1, $2, $3, $4, $5::json, 'running', $6::int8)
on conflict (author, idempotency_key) do nothing
returning *
