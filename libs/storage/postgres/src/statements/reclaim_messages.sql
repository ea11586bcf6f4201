-- Takes the runs of owners that stopped renewing, and of owners that are no more: ready again with one more attempt,
-- which is recorded.
with lapsed as (
  delete from howdah.lease_owner
  where id in (select id from howdah.lease_owner where expires_at <= now() for update skip locked)
  returning id, name
), orphaned as (
  select distinct owner as id from howdah.run
  where owner is not null and not exists (select from howdah.lease_owner where lease_owner.id = run.owner)
), lost as materialized (
  select id, name from lapsed union all select id, 'unknown' from orphaned
), taken as (
  update howdah.run set owner = null, attempts = attempts + 1, redelivered = true, first_seq = lower(pending)
  from lost
  where run.owner = lost.id
  returning run.queue_id, run.attempts, run.pending, lost.name
), recorded as (
  insert into howdah.attempt (message_id, queue_id, number, consumer, started_at, ended_at, outcome)
  select coalesce(nullif(howdah.content_id(content), 0), seq), taken.queue_id, taken.attempts, taken.name, now(), now(), 'lease_lost'
  from taken cross join lateral unnest(taken.pending) as range
  cross join lateral generate_series(lower(range), upper(range) - 1) as seq
  cross join lateral howdah.message_content(seq) as content
  where content is not null
)
select distinct queue_id from taken
