-- Pauses of queues, and the operations that move or remove many messages.

create table howdah.queue_pause (
  queue_id int4 not null references howdah.queue on delete cascade,
  kind text not null check (kind in ('delivery', 'publishing')),
  reason text not null,
  author text not null,
  since timestamptz not null,
  -- Null: until somebody resumes it.
  until timestamptz,
  primary key (queue_id, kind)
);

-- Redrives, moves and purges of many messages. docs/adr/0028-operations.md tells how they are carried out.
create table howdah.operation (
  id int8 generated always as identity primary key,
  vhost text not null,
  author text not null,
  -- Under a key an author makes one operation only; the digest is that of the request.
  idempotency_key text,
  digest bytea,
  -- What is to be done, an OperationDefinition of the core; json, not jsonb: read back as it was written.
  definition json not null,
  state text not null check (state in ('running', 'paused', 'aborted', 'completed')),
  state_reason text,
  -- Who carries it out: a row of lease_owner while it lives.
  owner int8,
  -- Positions of the log: the end of the scope, and up to where it is done.
  cutoff int8 not null,
  cursor int8 not null default 0,
  total int8,
  moved int8 not null default 0,
  -- Counts by reason.
  skipped json not null default '{}',
  succeeded int8 not null default 0,
  failed int8 not null default 0,
  -- Rows in operation_followed and operation_report.
  following int4 not null default 0,
  reported int4 not null default 0,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (author, idempotency_key)
);
create index operation_running on howdah.operation (id) where state = 'running';
create index operation_following on howdah.operation (id) where following > 0;

-- Messages that an operation has moved, until it is known what became of them.
create table howdah.operation_followed (
  operation_id int8 not null references howdah.operation on delete cascade,
  seq int8 not null,
  message_id int8 not null,
  queue_id int4 not null,
  moved_at timestamptz not null default now(),
  primary key (operation_id, seq)
);

-- What was left and what failed again.
create table howdah.operation_report (
  operation_id int8 not null references howdah.operation on delete cascade,
  position int4 not null,
  message_id int8 not null,
  outcome text not null check (outcome in ('skipped', 'failed')),
  reason text not null,
  detail text not null,
  at timestamptz not null default now(),
  primary key (operation_id, position)
);
