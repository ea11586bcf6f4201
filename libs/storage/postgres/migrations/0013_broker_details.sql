-- What operators want to know of each broker, beside its lease: who it is, and when it was last heard of.
alter table howdah.lease_owner
  add column version    text,
  add column addresses  text[]      not null default '{}',
  add column renewed_at timestamptz not null default now();
