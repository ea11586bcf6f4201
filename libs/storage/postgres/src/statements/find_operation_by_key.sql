-- The operation that an author has made under a key.
--   $1 author text  $2 idempotency key text
select * from howdah.operation where author = $1 and idempotency_key = $2
