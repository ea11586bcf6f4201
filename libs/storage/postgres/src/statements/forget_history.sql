-- What nobody asks for any more: flush identities, idempotency keys, old attempts.
--   $1 attempts are kept for int8 (ms)
with flushes as (
  delete from howdah.flush where committed_at < now() - interval '10 minutes'
), transient_flushes as (
  delete from howdah.flush_transient where committed_at < now() - interval '10 minutes'
), keys as (
  delete from howdah.idempotency_key where created_at < now() - interval '24 hours'
)
delete from howdah.attempt where ended_at < now() - $1::int8 * interval '1 ms'
