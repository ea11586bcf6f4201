-- Takes messages out of a queue where nobody holds them, and says which were there.
--   $1 queue id int4  $2 seqs int8[]  $3 the highest of them int8
-- Waits for whoever is just claiming them; a run that changed meanwhile is looked at as it is now.
with wanted as (
  select unnest($2::int8[]) as seq
), locked as materialized (
  select run.* from howdah.run
  where run.queue_id = $1 and run.owner is null and run.first_seq <= $3
    and run.pending && (select range_agg(int8range(seq, seq + 1)) from wanted)
  order by run.id
  for update of run
), taken as materialized (
  select wanted.seq, locked.id, locked.durable, locked.size from wanted join locked on locked.pending @> wanted.seq
), leaving as materialized (
  select id, durable, size, range_agg(int8range(seq, seq + 1)) as seqs, count(*)::int4 as count from taken group by id, durable, size
), emptied as (
  delete from howdah.run using leaving
  where run.durable = leaving.durable and run.id = leaving.id and run.queue_id = $1 and leaving.size = leaving.count
), shrunk as (
  update howdah.run
  set pending = run.pending - leaving.seqs, first_seq = lower(run.pending - leaving.seqs), size = run.size - leaving.count,
      bytes = run.bytes - run.bytes * leaving.count / run.size
  from leaving
  where run.durable = leaving.durable and run.id = leaving.id and run.queue_id = $1 and leaving.size > leaving.count
)
select seq from taken
