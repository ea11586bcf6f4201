-- Who is connected and who consumes, over all brokers: what exclusive and auto-delete queues, exclusive and single active consumers
-- and queues that expire depend on. Written without waiting for the disk: after a crash each broker puts back what is missing.

create table howdah.connection (
  id           bigint      primary key, -- random
  -- The broker that holds the socket: a row of lease_owner while it lives.
  owner        bigint      not null,
  vhost        text        not null,
  user_name    text        not null,
  name         text        not null,
  connected_at timestamptz not null,
  details      jsonb       not null
);
create index on howdah.connection (owner);

create table howdah.consumer (
  id            bigint  primary key, -- random
  connection_id bigint  not null,
  queue_id      integer not null,
  tag           text    not null,
  priority      bigint  not null,
  exclusive     boolean not null,
  single_active boolean not null,
  -- False while it waits behind the single active consumer.
  active        boolean not null,
  -- The order in which they came.
  position      bigint  generated always as identity
);
create index on howdah.consumer (queue_id);
create index on howdah.consumer (connection_id);

-- When a queue that expires was last declared, read or left by a consumer.
create table howdah.queue_use (
  queue_id integer     primary key,
  used_at  timestamptz not null
);

-- The connection that an exclusive queue belongs to.
alter table howdah.queue add column connection_id bigint;
