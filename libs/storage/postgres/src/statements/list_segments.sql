-- The log's segments, oldest first: size, how many messages runs still want of it, whether it is behind the head.
with head as (
  select last_value >> 28 as n from howdah.message_seq
), wanted as (
  select first_seq >> 28 as n, sum(size)::int8 as messages from howdah.run group by 1
), segments as (
  select substring(c.relname from '_(\d+)$')::int8 as n, sum(pg_total_relation_size(c.oid))::int8 as bytes, sum(pg_relation_size(c.oid)) = 0 as empty
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent in ('howdah.message_durable'::regclass, 'howdah.message_transient'::regclass)
  group by 1
)
select segments.n, segments.bytes, segments.empty, segments.n < head.n as closed, segments.n = head.n as head,
       coalesce(wanted.messages, 0) as wanted
from head, segments left join wanted using (n)
order by segments.n
