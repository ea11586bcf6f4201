-- Failures that are alike, counted when they are settled: in the transaction of the settlement, a row for each group and batch.
-- What is alike is decided by the core (libs/core/src/failures).

create table howdah.error_group (
  fingerprint  bigint      primary key, -- 48 bits of a hash
  queue_id     integer     not null,
  error_name   text        not null,
  message      text        not null,    -- without numbers, ids and quoted values
  frame        text,
  first_at     timestamptz not null,
  last_at      timestamptz not null,
  attempts     bigint      not null,
  deaths       bigint      not null,
  dead_letter_queue_ids integer[] not null
) with (fillfactor = 70);
create index error_group_last on howdah.error_group (last_at, fingerprint);

create table howdah.error_group_hour (
  fingerprint bigint      not null,
  hour        timestamptz not null,
  attempts    bigint      not null,
  deaths      bigint      not null,
  primary key (fingerprint, hour)
) with (fillfactor = 70);
create index error_group_hour_hour on howdah.error_group_hour (hour);

-- id: the order in which attempts were recorded.
alter table howdah.attempt add column fingerprint bigint, add column id bigint generated always as identity;
create index attempt_group on howdah.attempt (fingerprint, id) where fingerprint is not null;
