-- Who did what: only appended to, and forgotten after 90 days. What changes the topology or access is written in the same transaction.
create table howdah.audit_entry (
  id        bigint      generated always as identity primary key,
  at        timestamptz not null default now(),
  user_name text        not null,
  action    text        not null,
  vhost     text,
  target    text        not null,
  outcome   text        not null check (outcome in ('done', 'refused', 'failed')),
  error     text,
  details   jsonb       not null
);
create index on howdah.audit_entry (at);
create index on howdah.audit_entry (target, id);
