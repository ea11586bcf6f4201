-- Exchanges that hold messages back for a while, and the exchange that RabbitMQ predeclares for tracing.

alter table howdah.exchange drop constraint exchange_type_check;
alter table howdah.exchange add constraint exchange_type_check
  check (type in ('direct', 'fanout', 'topic', 'headers', 'x-delayed-message'));

insert into howdah.exchange (vhost_id, name, type, durable, auto_delete, internal, arguments)
select id, 'amq.rabbitmq.trace', 'topic', true, false, true, '\x00000000' -- the empty table
from howdah.vhost;
update howdah.topology_version set version = version + 1;
