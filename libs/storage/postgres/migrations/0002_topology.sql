-- Virtual hosts with their exchanges, queues, bindings and policies.
--
-- Every change locks the one row of topology_version first, so that changes are made one after the other, by whichever
-- broker: the version says exactly which state a broker has seen. Declaring is rare next to publishing.
-- Arguments are field tables in AMQP's encoding: every type comes back as it was sent.

create table howdah.topology_version (
  only_row boolean primary key default true check (only_row),
  version int8 not null
);
insert into howdah.topology_version (version) values (0);

create table howdah.vhost (
  id int4 generated always as identity primary key,
  name text not null unique,
  description text not null
);

create table howdah.exchange (
  id int4 generated always as identity primary key,
  vhost_id int4 not null references howdah.vhost on delete cascade,
  name text not null,
  type text not null check (type in ('direct', 'fanout', 'topic', 'headers')),
  durable boolean not null,
  auto_delete boolean not null,
  internal boolean not null,
  arguments bytea not null,
  unique (vhost_id, name)
);

-- Messages refer to a queue by its id: never reused, so that a queue declared again under an old name is a new one.
create table howdah.queue (
  id int4 generated always as identity primary key,
  vhost_id int4 not null references howdah.vhost on delete cascade,
  name text not null,
  durable boolean not null,
  exclusive boolean not null,
  auto_delete boolean not null,
  arguments bytea not null,
  created_at timestamptz not null,
  unique (vhost_id, name)
);

create table howdah.binding (
  id int4 generated always as identity primary key,
  vhost_id int4 not null references howdah.vhost on delete cascade,
  source_id int4 not null references howdah.exchange on delete cascade,
  destination_queue_id int4 references howdah.queue on delete cascade,
  destination_exchange_id int4 references howdah.exchange on delete cascade,
  routing_key text not null,
  arguments bytea not null,
  -- SHA-256 of the arguments sorted by name: two bindings differ by their arguments, not by the order of these.
  arguments_hash bytea not null,
  check (num_nonnulls(destination_queue_id, destination_exchange_id) = 1),
  unique nulls not distinct (source_id, destination_queue_id, destination_exchange_id, routing_key, arguments_hash)
);
create index on howdah.binding (vhost_id);
create index on howdah.binding (destination_queue_id);
create index on howdah.binding (destination_exchange_id);

create table howdah.policy (
  id int4 generated always as identity primary key,
  vhost_id int4 not null references howdah.vhost on delete cascade,
  name text not null,
  pattern text not null,
  applies_to text not null check (applies_to in ('queues', 'exchanges', 'all')),
  priority int4 not null,
  -- json, not jsonb: read back as it was written.
  definition json not null,
  unique (vhost_id, name)
);

-- The virtual host that every client asks for when it asks for none.
with root as (
  insert into howdah.vhost (name, description) values ('/', 'Default virtual host') returning id
)
insert into howdah.exchange (vhost_id, name, type, durable, auto_delete, internal, arguments)
select root.id, predeclared.name, predeclared.type, true, false, false, '\x00000000' -- the empty table
from root,
  (values ('', 'direct'), ('amq.direct', 'direct'), ('amq.fanout', 'fanout'), ('amq.topic', 'topic'),
          ('amq.headers', 'headers'), ('amq.match', 'headers')) as predeclared (name, type);
