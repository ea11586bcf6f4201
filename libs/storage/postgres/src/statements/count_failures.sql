-- Counts failures in their groups.
--   one element each, no fingerprint twice: $1 fingerprints int8[]  $2 queue ids int4[]  $3 error names, $4 messages, $5 frames text[]
--   $6 attempts, $7 deaths int8[]  $8 dead-letter queue ids, each an array as text text[]
-- In the order of the fingerprints, so that two transactions cannot wait for each other.
with failed as materialized (
  select * from unnest($1::int8[], $2::int4[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::int8[], $8::text[])
    as f (fingerprint, queue_id, error_name, message, frame, attempts, deaths, dead_letter_queue_ids)
  order by fingerprint
), counted as (
  insert into howdah.error_group as known
    (fingerprint, queue_id, error_name, message, frame, first_at, last_at, attempts, deaths, dead_letter_queue_ids)
  select fingerprint, queue_id, error_name, message, frame, now(), now(), attempts, deaths, dead_letter_queue_ids::int4[] from failed
  on conflict (fingerprint) do update
  set last_at = greatest(known.last_at, excluded.last_at),
      attempts = known.attempts + excluded.attempts,
      deaths = known.deaths + excluded.deaths,
      dead_letter_queue_ids = case
        when known.dead_letter_queue_ids @> excluded.dead_letter_queue_ids then known.dead_letter_queue_ids
        else (select array_agg(distinct id order by id) from unnest(known.dead_letter_queue_ids || excluded.dead_letter_queue_ids) as id)
      end
)
insert into howdah.error_group_hour as known (fingerprint, hour, attempts, deaths)
select fingerprint, date_bin('1 hour', now(), 'epoch'::timestamptz), attempts, deaths from failed
on conflict (fingerprint, hour) do update
set attempts = known.attempts + excluded.attempts, deaths = known.deaths + excluded.deaths
