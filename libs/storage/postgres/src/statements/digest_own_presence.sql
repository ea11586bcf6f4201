-- What is known of a broker's connections and consumers, as short as it can be compared (presence-digest.ts).
--   $1 owner int8
with own as materialized (
  select id from howdah.connection where owner = $1
), theirs as materialized (
  select consumer.id from own join howdah.consumer on consumer.connection_id = own.id
)
select (select count(*)::int4 from own) as connections, (select coalesce(bit_xor(id), 0) from own) as connections_xor,
       (select count(*)::int4 from theirs) as consumers, (select coalesce(bit_xor(id), 0) from theirs) as consumers_xor
