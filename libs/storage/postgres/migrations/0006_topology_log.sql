-- What made each version of the topology: brokers follow the changes of the others step by step, and read everything only when they are
-- further behind than this reaches.

create table howdah.topology_change (
  version int8 primary key,
  -- A TopologyEvent of the core; field tables as base64 of their AMQP encoding.
  event   json not null
);
