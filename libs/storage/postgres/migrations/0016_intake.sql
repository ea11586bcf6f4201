-- What applications publish and acknowledge inside their own transactions. docs/adr/0053-publishing-in-sql.md and
-- 0054-acknowledging-in-sql.md tell why it looks like this; 0017_sql_functions.sql has the functions that write here.

-- In the order of the calls. A transaction that commits late has an id from before.
create sequence howdah.intake_id as bigint;

-- Append-only for applications; a broker takes rows out in the transaction that stores them as messages. The table is a
-- ring of four slots, each for 2^18 ids or less: a slot that is left behind is truncated once it is empty, so that what
-- is gone needs no vacuum, even while an idle transaction holds it back.
create table howdah.intake (
  id          bigint      not null,
  slot        smallint    not null, -- (id >> 18) & 3
  vhost       text        not null,
  exchange    text        not null,
  routing_key text        not null,
  properties  jsonb       not null, -- as of an item of POST /v1/publish, with delayMs and mandatory
  headers     jsonb       not null,
  body        bytea       not null,
  role        name        not null, -- who published it
  at          timestamptz not null, -- when
  primary key (id, slot)
) partition by list (slot);

create table howdah.intake_0 partition of howdah.intake for values in (0);
create table howdah.intake_1 partition of howdah.intake for values in (1);
create table howdah.intake_2 partition of howdah.intake for values in (2);
create table howdah.intake_3 partition of howdah.intake for values in (3);
alter table howdah.intake_0 alter column body set storage external;
alter table howdah.intake_1 alter column body set storage external;
alter table howdah.intake_2 alter column body set storage external;
alter table howdah.intake_3 alter column body set storage external;

-- What could not be stored after the commit, with the reason. Nobody but an operator takes it away.
create table howdah.refused_publication (
  id          bigint      primary key, -- of the intake
  vhost       text        not null,
  exchange    text        not null,
  routing_key text        not null,
  properties  jsonb       not null,
  headers     jsonb       not null,
  body        bytea       not null,
  role        name        not null,
  at          timestamptz not null,
  code        text        not null, -- of the broker's errors
  reason      text        not null,
  refused_at  timestamptz not null default now()
);

-- What the brokers take; the one that started last has written it.
create table howdah.intake_limit (
  only_row   boolean primary key default true check (only_row),
  body_bytes bigint  not null
);
insert into howdah.intake_limit (body_bytes) values (16777216);

-- Which database role may publish to and acknowledge from what: regular expressions of Postgres over the names of
-- exchanges and queues. For the default exchange the queue's name counts. No row, no right.
create table howdah.role_permission (
  role_name name not null,
  vhost_id  int4 not null references howdah.vhost on delete cascade,
  write     text not null,
  read      text not null,
  primary key (role_name, vhost_id)
);
create index on howdah.role_permission (vhost_id);

-- Acknowledgments of transactions that are not committed: carried out by howdah.settle_acks at their commit, which takes
-- the rows away again. Unlogged: a crash ends the transactions, and the rows with them.
create unlogged table howdah.transaction_ack (
  xid      xid8     not null,
  queue_id integer  not null,
  run_id   bigint   not null,
  owner    bigint   not null,
  seq      bigint   not null,
  primary key (xid, queue_id, seq)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Frees slots that are left behind, and leaves the newest one when it has grown to so many bytes. A slot's exclusive lock
-- is granted when whoever wrote there has ended: what is empty then stays empty until the ring comes round.
create function howdah.prune_intake(slot_bytes bigint) returns void language plpgsql as $$
declare
  newest bigint := (select last_value >> 18 from howdah.intake_id);
  name   text;
  used   boolean;
begin
  perform set_config('lock_timeout', '50ms', true);
  for slot in 0..3 loop
    name := format('howdah.intake_%s', slot);
    continue when slot = (newest & 3)::int or pg_relation_size(name) = 0;
    begin
      execute format('lock table %s in access exclusive mode', name);
      execute format('select exists (select from %s)', name) into used;
      if not used then
        execute format('truncate %s', name);
      end if;
    exception when lock_not_available then
      null; -- the next time
    end;
  end loop;
  if pg_total_relation_size(format('howdah.intake_%s', newest & 3)) >= slot_bytes
     and pg_relation_size(format('howdah.intake_%s', (newest + 1) & 3)) = 0
     and pg_try_advisory_xact_lock(hashtext('howdah.prune_intake'))
     and (select last_value >> 18 from howdah.intake_id) = newest then
    perform setval('howdah.intake_id', (newest + 1) << 18, false);
  end if;
end $$;
