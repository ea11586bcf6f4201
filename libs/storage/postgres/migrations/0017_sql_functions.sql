-- The functions by which applications publish and acknowledge inside their own transactions, in any language and from
-- triggers. They run with the rights of the schema's owner: whoever calls them needs no right on any table.
--
-- Errors have an SQLSTATE of class HW: HW400 an argument that means nothing · HW403 not permitted · HW404 no such
-- virtual host, exchange or queue · HW409 the lease is lost · HW413 the body is too large.

-- Whoever is given the schema is given no function but those of howdah.grant_application.
revoke execute on all functions in schema howdah from public;

-- Who calls: the role that was set, else the one that has logged in. (Inside, current_user is the schema's owner.)
create function howdah.calling_role() returns name language sql stable parallel safe
set search_path = pg_catalog, pg_temp as $$
  select case current_setting('role') when 'none' then session_user else current_setting('role')::name end
$$;

-- Raises unless the calling role, or one that it is a member of, was granted this. `action` is write or read.
create function howdah.require_permission(vhost_name text, action text, resource text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  caller constant name := howdah.calling_role();
  wanted_vhost constant int4 := (select id from howdah.vhost where name = vhost_name);
begin
  if wanted_vhost is null then
    raise exception 'there is no virtual host ''%''', vhost_name
      using errcode = 'HW404', hint = 'Create it, or name one that exists.';
  end if;
  perform from howdah.role_permission as granted join pg_roles on rolname = role_name
  where vhost_id = wanted_vhost and pg_has_role(caller, pg_roles.oid, 'member')
    and resource ~ case action when 'write' then granted.write else granted.read end;
  if not found then
    raise exception '% access to ''%'' in vhost ''%'' refused for role ''%''', action, resource, vhost_name, caller
      using errcode = 'HW403',
            hint = format('The schema''s owner can grant it: select howdah.grant_application(%L, vhost => %L);', caller, vhost_name);
  end if;
end $$;

-- Raises unless a message may be published there now.
create function howdah.require_target(vhost_name text, exchange_name text, routing_key text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  target howdah.exchange;
begin
  perform howdah.require_permission(vhost_name, 'write', case exchange_name when '' then routing_key else exchange_name end);
  select exchange.* into target from howdah.exchange join howdah.vhost on vhost.id = exchange.vhost_id
  where vhost.name = vhost_name and exchange.name = exchange_name;
  if not found then
    raise exception 'there is no exchange ''%'' in vhost ''%''', exchange_name, vhost_name
      using errcode = 'HW404', hint = 'Declare it, or publish to one that exists.';
  end if;
  if target.internal then
    raise exception 'exchange ''%'' in vhost ''%'' is internal', exchange_name, vhost_name
      using errcode = 'HW400', hint = 'Publish to an exchange that is bound to it.';
  end if;
  if exchange_name = '' and not exists (
    select from howdah.queue join howdah.vhost on vhost.id = queue.vhost_id where vhost.name = vhost_name and queue.name = routing_key
  ) then
    raise exception 'there is no queue ''%'' in vhost ''%''', routing_key, vhost_name
      using errcode = 'HW404', hint = 'Declare it, or publish to one that exists.';
  end if;
end $$;

-- Raises for a property that has no meaning, or a value of the wrong type.
create function howdah.check_properties(properties jsonb) returns void language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  known constant jsonb := '{"contentType": "string", "contentEncoding": "string", "correlationId": "string", "replyTo": "string",
    "messageId": "string", "timestamp": "string", "type": "string", "appId": "string",
    "persistent": "boolean", "mandatory": "boolean", "priority": "number", "expirationMs": "number", "delayMs": "number"}';
  wrong text;
begin
  if jsonb_typeof(properties) is distinct from 'object' then
    raise exception 'the properties are no JSON object' using errcode = 'HW400', hint = 'Give an object, such as {"priority": 5}.';
  end if;
  select format('''%s'' is %s', key, jsonb_typeof(value)) into wrong from jsonb_each(properties)
  where jsonb_typeof(value) is distinct from (known ->> key)
     or (known ->> key = 'number' and (value::numeric < 0 or value::numeric <> trunc(value::numeric)))
     or (known ->> key = 'string' and octet_length(value #>> '{}') > 255)
     or (key = 'priority' and value::numeric > 255) or (key in ('delayMs', 'expirationMs') and value::numeric > 4294967295)
  limit 1;
  if found then
    raise exception 'a property means nothing: %', wrong
      using errcode = 'HW400',
            hint = 'Strings of up to 255 bytes: contentType, contentEncoding, correlationId, replyTo, messageId, timestamp, type, appId. Booleans: '
                   'persistent, mandatory. Whole numbers from 0 on: priority (to 255), expirationMs, delayMs (to 4294967295).';
  end if;
  if properties ? 'timestamp' then
    perform (properties ->> 'timestamp')::timestamptz;
  end if;
exception when datetime_field_overflow or invalid_datetime_format then
  raise exception 'the timestamp ''%'' is no instant', properties ->> 'timestamp'
    using errcode = 'HW400', hint = 'Write it as of RFC 3339, such as 2026-01-31T12:00:00Z.';
end $$;

-- Puts a message into the intake and wakes the brokers when it is committed. Returns its message id.
create function howdah.take_in(
  vhost text, exchange text, routing_key text, body bytea, content_type text, headers jsonb, properties jsonb
) returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  bytes_max  constant bigint := (select body_bytes from howdah.intake_limit);
  new_id     bigint;
  message_id text;
begin
  if num_nulls(vhost, exchange, routing_key, body, headers, properties) > 0 then
    raise exception 'vhost, exchange, routing key, body, headers and properties may not be null'
      using errcode = 'HW400', hint = 'Leave out what you do not need; an SQL null as JSON is ''null''::jsonb.';
  end if;
  if octet_length(routing_key) > 255 then
    raise exception 'the routing key has % bytes', octet_length(routing_key) using errcode = 'HW400', hint = 'Up to 255 are possible.';
  end if;
  if octet_length(body) > bytes_max then
    raise exception 'the body has % bytes, % are possible', octet_length(body), bytes_max
      using errcode = 'HW413', hint = 'Send a reference to where the data is kept, or raise HOWDAH_MAX_MESSAGE_BYTES of the brokers.';
  end if;
  if jsonb_typeof(headers) <> 'object' then
    raise exception 'the headers are no JSON object' using errcode = 'HW400', hint = 'Give an object, such as {"tenant": "a"}.';
  end if;
  perform howdah.check_properties(properties);
  perform howdah.require_target(vhost, exchange, routing_key);
  message_id := coalesce(properties ->> 'messageId', gen_random_uuid()::text);
  new_id := nextval('howdah.intake_id');
  insert into howdah.intake (id, slot, vhost, exchange, routing_key, properties, headers, body, role, at)
  values (new_id, (new_id >> 18) & 3, vhost, exchange, routing_key,
          jsonb_strip_nulls(jsonb_build_object('contentType', content_type)) || properties || jsonb_build_object('messageId', message_id),
          headers, body, howdah.calling_role(), clock_timestamp());
  -- Where to look, not each id: of equal payloads one is sent for a transaction.
  perform pg_notify('howdah_intake', (new_id >> 10)::text);
  return message_id;
end $$;

-- Publishes when the transaction commits, and never when it is rolled back. Returns the message id. Without an exchange
-- the routing key is a queue's name.
--   select howdah.publish('orders', jsonb_build_object('id', 42));
--   select howdah.publish('order.created', to_jsonb(new), exchange => 'events', headers => '{"tenant": "a"}');
create function howdah.publish(
  routing_key text, body jsonb, exchange text default '', headers jsonb default '{}', properties jsonb default '{}', vhost text default '/'
) returns text language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select howdah.take_in(vhost, exchange, routing_key, convert_to(body::text, 'UTF8'), 'application/json', headers, properties)
$$;

create function howdah.publish(
  routing_key text, body json, exchange text default '', headers jsonb default '{}', properties jsonb default '{}', vhost text default '/'
) returns text language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select howdah.take_in(vhost, exchange, routing_key, convert_to(body::text, 'UTF8'), 'application/json', headers, properties)
$$;

create function howdah.publish(
  routing_key text, body text, exchange text default '', headers jsonb default '{}', properties jsonb default '{}', vhost text default '/'
) returns text language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select howdah.take_in(vhost, exchange, routing_key, convert_to(body, 'UTF8'), 'text/plain', headers, properties)
$$;

create function howdah.publish(
  routing_key text, body bytea, exchange text default '', headers jsonb default '{}', properties jsonb default '{}', vhost text default '/'
) returns text language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select howdah.take_in(vhost, exchange, routing_key, body, null, headers, properties)
$$;

-- The body of one of many: a JSON string is text unless `encoding` says base64, everything else is JSON.
create function howdah.body_of(item jsonb) returns bytea language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  if item ->> 'bodyEncoding' = 'base64' then
    return decode(item ->> 'body', 'base64');
  end if;
  return convert_to(case jsonb_typeof(item -> 'body') when 'string' then item ->> 'body' else (item -> 'body')::text end, 'UTF8');
exception when invalid_parameter_value then
  raise exception 'a body is not base64' using errcode = 'HW400', hint = 'Leave bodyEncoding out to send text or JSON.';
end $$;

-- Publishes many in the order of the array; an item has routingKey and body, and may have exchange, bodyEncoding
-- (base64), headers and properties. Returns the message ids.
--   select howdah.publish_many('[{"routingKey": "orders", "body": {"id": 1}}, {"routingKey": "orders", "body": {"id": 2}}]');
create function howdah.publish_many(messages jsonb, vhost text default '/') returns text[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  item  jsonb;
  wrong text;
  ids   text[] := '{}';
begin
  if jsonb_typeof(messages) is distinct from 'array' then
    raise exception 'the messages are no JSON array' using errcode = 'HW400', hint = 'Give an array of objects with routingKey and body.';
  end if;
  for item in select value from jsonb_array_elements(messages) loop
    select key into wrong from jsonb_object_keys(case jsonb_typeof(item) when 'object' then item else '{"": 0}' end) as key
    where key <> all ('{routingKey,exchange,body,bodyEncoding,headers,properties}') limit 1;
    if found or not item ?& '{routingKey,body}' then
      raise exception 'message % means nothing: %', cardinality(ids) + 1, coalesce(format('unknown ''%s''', wrong), 'routingKey and body are needed')
        using errcode = 'HW400', hint = 'An item has routingKey and body, and may have exchange, bodyEncoding, headers and properties.';
    end if;
    ids := ids || howdah.take_in(
      vhost, coalesce(item ->> 'exchange', ''), item ->> 'routingKey', howdah.body_of(item),
      case when item ? 'bodyEncoding' then null when jsonb_typeof(item -> 'body') = 'string' then 'text/plain' else 'application/json' end,
      coalesce(item -> 'headers', '{}'), coalesce(item -> 'properties', '{}'));
  end loop;
  return ids;
end $$;

-- The numbers of a delivery token: queue, run, owner, position (settle/token.ts of the core). Null when it is none.
create function howdah.read_token(token text) returns bigint[] language plpgsql immutable strict parallel safe
set search_path = pg_catalog, pg_temp as $$
declare
  bytes bytea := decode(rpad(translate(token, '-_', '+/'), (length(token) + 3) / 4 * 4, '='), 'base64');
begin
  if length(bytes) < 44 or substring(bytes from 41 for 4) <> substring(sha256(substring(bytes for 40) || substring(bytes from 45)) for 4) then
    return null;
  end if;
  return array(select ('x' || encode(substring(bytes from 8 * i + 1 for 8), 'hex'))::bit(64)::bigint from generate_series(0, 3) as i);
exception when invalid_parameter_value then
  return null;
end $$;

-- Acknowledges a delivery when the transaction commits: its effects and the acknowledgment are one. Raises HW409 when the
-- lease is lost, at once or at the commit, which is then a rollback: somebody else has the message by now.
--   select howdah.ack('…'); -- the token of a delivery over REST, or its header x-delivery-token over AMQP
create function howdah.ack(token text) returns boolean language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  numbers constant bigint[] := howdah.read_token(token);
  source  record;
begin
  if numbers is null then
    raise exception 'the delivery token is not one that a broker made'
      using errcode = 'HW400', hint = 'Give the token of a received message as it was.';
  end if;
  select queue.name, vhost.name as vhost into source from howdah.queue join howdah.vhost on vhost.id = queue.vhost_id
  where queue.id = numbers[1];
  if not found then
    raise exception 'the queue of the delivery is gone, and the message with it'
      using errcode = 'HW409', hint = 'Roll back: nothing is left to acknowledge.';
  end if;
  perform howdah.require_permission(source.vhost, 'read', source.name);
  perform from howdah.run
  where run.id = numbers[2] and run.queue_id = numbers[1] and run.owner is not distinct from numbers[3] and run.pending @> numbers[4];
  if not found then
    raise exception 'the lease of the message is lost'
      using errcode = 'HW409', hint = 'Roll back: the message was settled, or is delivered again.';
  end if;
  insert into howdah.transaction_ack (xid, queue_id, run_id, owner, seq)
  values (pg_current_xact_id(), numbers[1], numbers[2], numbers[3], numbers[4]) on conflict do nothing;
  return true;
end $$;

-- At the commit of a transaction with acknowledgments: takes the messages out of their runs, whose locks are thus held
-- for no longer than a commit takes; all of them in one order, so that no two transactions wait for each other. Its
-- first call does it for all rows. As settle_messages.sql, but all or nothing.
create function howdah.settle_acks() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  runs    bigint[];
  queues  integer[];
  owners  bigint[];
  seqs    bigint[];
  wanted  bigint;
  settled bigint;
begin
  -- Apart from what follows: joined with it, the row lock below crashes Postgres 18 when it finds a row changed meanwhile.
  with mine as (delete from howdah.transaction_ack where xid = pg_current_xact_id() returning *)
  select array_agg(run_id), array_agg(queue_id), array_agg(owner), array_agg(seq), count(*) into runs, queues, owners, seqs, wanted from mine;
  if wanted = 0 then
    return null;
  end if;
  with mine as (
    select * from unnest(runs, queues, owners, seqs) as a (run_id, queue_id, owner, seq)
  ), locked as materialized (
    select run.* from howdah.run
    join (select distinct run_id, queue_id, owner from mine) as held
      on run.id = held.run_id and run.queue_id = held.queue_id and run.owner is not distinct from held.owner
    order by run.id, run.queue_id
    for update of run
  ), owed as materialized (
    select mine.seq, locked.id, locked.queue_id, locked.durable, locked.size
    from mine join locked on locked.id = mine.run_id and locked.queue_id = mine.queue_id and locked.owner = mine.owner
    where locked.pending @> mine.seq
  ), leaving as materialized (
    select id, queue_id, durable, size, range_agg(int8range(owed.seq, owed.seq + 1)) as seqs, count(*)::int4 as count
    from owed group by id, queue_id, durable, size
  ), emptied as (
    delete from howdah.run using leaving
    where run.durable = leaving.durable and run.id = leaving.id and run.queue_id = leaving.queue_id and leaving.size = leaving.count
  ), shrunk as (
    update howdah.run
    set pending = run.pending - leaving.seqs, size = run.size - leaving.count, bytes = run.bytes - run.bytes * leaving.count / run.size
    from leaving
    where run.durable = leaving.durable and run.id = leaving.id and run.queue_id = leaving.queue_id and leaving.size > leaving.count
  )
  select count(*) into settled from owed;
  if settled < wanted then
    raise exception 'the lease of % acknowledged in this transaction is lost',
      case when wanted = 1 then 'the message' else format('%s of %s messages', wanted - settled, wanted) end
      using errcode = 'HW409', hint = 'Everything is rolled back: the message was settled, or is delivered again.';
  end if;
  return null;
end $$;

create constraint trigger settle_acks after insert on howdah.transaction_ack
  deferrable initially deferred for each row execute function howdah.settle_acks();
-- Also for who writes as a replica does.
alter table howdah.transaction_ack enable always trigger settle_acks;

-- Lets a database role publish to and acknowledge from what these regular expressions match in one virtual host, and
-- nothing else. For the schema's owner. Instead of what was granted for this virtual host before.
--   select howdah.grant_application('shop', write => '^(orders|events)$', read => '^orders$');
create function howdah.grant_application(role_name name, vhost text default '/', write text default '.*', read text default '.*')
returns void language plpgsql as $$
#variable_conflict use_column
begin
  perform '' ~ write, '' ~ read;
  if not exists (select from howdah.vhost as known where known.name = grant_application.vhost) then
    raise exception 'there is no virtual host ''%''', vhost using errcode = 'HW404', hint = 'Create it, or name one that exists.';
  end if;
  execute format('grant usage on schema howdah to %I', role_name);
  execute format('grant execute on function howdah.publish(text, jsonb, text, jsonb, jsonb, text), howdah.publish(text, json, text, jsonb, jsonb, text), '
                 'howdah.publish(text, text, text, jsonb, jsonb, text), howdah.publish(text, bytea, text, jsonb, jsonb, text), '
                 'howdah.publish_many(jsonb, text), howdah.ack(text) to %I', role_name);
  insert into howdah.role_permission (role_name, vhost_id, write, read)
  select grant_application.role_name, known.id, grant_application.write, grant_application.read
  from howdah.vhost as known where known.name = grant_application.vhost
  on conflict (role_name, vhost_id) do update set write = excluded.write, read = excluded.read;
end $$;

-- Takes back what was granted for one virtual host; with the last one the rights on the schema and its functions, too.
create function howdah.revoke_application(role_name name, vhost text default '/') returns void language plpgsql as $$
#variable_conflict use_column
begin
  delete from howdah.role_permission as granted using howdah.vhost as known
  where known.id = granted.vhost_id and known.name = revoke_application.vhost and granted.role_name = revoke_application.role_name;
  if not exists (select from howdah.role_permission as granted where granted.role_name = revoke_application.role_name) then
    execute format('revoke all on all functions in schema howdah from %I', role_name);
    execute format('revoke usage on schema howdah from %I', role_name);
  end if;
end $$;

-- Hands refused publications in again, after their cause is mended; null: of all virtual hosts. Returns how many.
create function howdah.retry_refused(vhost text default null) returns bigint language plpgsql as $$
#variable_conflict use_column
declare
  handed_in bigint;
begin
  with taken as (
    delete from howdah.refused_publication as refused
    where retry_refused.vhost is null or refused.vhost = retry_refused.vhost returning *
  ), renumbered as (
    select nextval('howdah.intake_id') as new_id, taken.* from (select * from taken order by id) as taken
  ), inserted as (
    insert into howdah.intake (id, slot, vhost, exchange, routing_key, properties, headers, body, role, at)
    select new_id, (new_id >> 18) & 3, renumbered.vhost, exchange, routing_key, properties, headers, body, role, at from renumbered
    returning id
  )
  select count(*) into handed_in from inserted;
  perform pg_notify('howdah_intake', '0');
  return handed_in;
end $$;

-- Those of this file, too.
revoke execute on all functions in schema howdah from public;
