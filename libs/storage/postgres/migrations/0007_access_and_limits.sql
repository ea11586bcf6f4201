-- Finer rules for users and virtual hosts.

-- May publish under the id of any user.
alter table howdah.app_user add column impersonator boolean not null default false;

-- Which routing keys of a topic exchange a user may use. By name: it holds for whatever exchange is called so, now or later.
create table howdah.topic_permission (
  user_name text not null references howdah.app_user on delete cascade,
  vhost_id int4 not null references howdah.vhost on delete cascade,
  exchange text not null,
  write text not null,
  read text not null,
  primary key (user_name, vhost_id, exchange)
);
create index on howdah.topic_permission (vhost_id);

-- Null: no limit.
alter table howdah.vhost
  add column max_connections int4 check (max_connections >= 0),
  add column max_queues int4 check (max_queues >= 0);
