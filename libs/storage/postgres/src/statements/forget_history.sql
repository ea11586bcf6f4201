-- What nobody asks for any more: flush identities, idempotency keys, old attempts and error groups.
--   $1 attempts and error groups are kept for int8 (ms)
with flushes as (
  delete from howdah.flush where committed_at < now() - interval '10 minutes'
), transient_flushes as (
  delete from howdah.flush_transient where committed_at < now() - interval '10 minutes'
), keys as (
  delete from howdah.idempotency_key where created_at < now() - interval '24 hours'
), groups as (
  delete from howdah.error_group where last_at < now() - $1::int8 * interval '1 ms'
), hours as (
  delete from howdah.error_group_hour where hour < now() - interval '25 hours'
)
delete from howdah.attempt where ended_at < now() - $1::int8 * interval '1 ms'
