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
