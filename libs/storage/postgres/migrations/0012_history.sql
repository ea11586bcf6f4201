-- The past in figures, for charts: a row for each stretch of time, with the queues in arrays. docs/adr/0033-history.md

-- By each broker: what it moved. No row: it was not running, or did not come to write it.
create table howdah.history_rate (
  resolution integer   not null, -- 1, 10 or 60 s
  at         bigint    not null, -- when the stretch begins, seconds since 1970
  owner      bigint    not null, -- the broker
  queue_ids  integer[] not null, -- those that had any traffic
  ins        integer[] not null,
  outs       integer[] not null,
  total_in   bigint    not null,
  total_out  bigint    not null,
  primary key (resolution, at, owner)
);

-- By one broker for all: how long the queues are.
create table howdah.history_depth (
  resolution integer   not null,
  at         bigint    not null,
  queue_ids  integer[] not null, -- those that have changed
  ready      bigint[]  not null,
  unacked    bigint[]  not null,
  delayed    bigint[]  not null,
  dead       bigint[]  not null,
  totals     bigint[]  not null, -- ready, unacked, delayed, dead
  primary key (resolution, at)
);
