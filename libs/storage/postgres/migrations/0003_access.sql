-- Users, what they may do in which virtual host, and their API tokens. No table holds a secret: passwords are argon2id
-- hashes, a token's 32 random bytes are kept as SHA-256.
-- Changes are serialised by access_version as those of the topology by topology_version.

create table howdah.access_version (
  only_row boolean primary key default true check (only_row),
  version int8 not null
);
insert into howdah.access_version (version) values (0);

create table howdah.app_user (
  name text primary key,
  -- null: no login by password
  password_hash text,
  role text not null check (role in ('none', 'viewer', 'payload-viewer', 'operator', 'admin')),
  loopback_only boolean not null
);

create table howdah.permission (
  user_name text not null references howdah.app_user on delete cascade,
  vhost_id int4 not null references howdah.vhost on delete cascade,
  configure text not null,
  write text not null,
  read text not null,
  primary key (user_name, vhost_id)
);
create index on howdah.permission (vhost_id);

create table howdah.api_token (
  id text primary key,
  user_name text not null references howdah.app_user on delete cascade,
  role text not null check (role in ('none', 'viewer', 'payload-viewer', 'operator', 'admin')),
  description text not null,
  secret_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz
);
create index on howdah.api_token (user_name);
