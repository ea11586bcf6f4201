-- What is known of a broker's connections and consumers, as short as it can be compared (presence-digest.ts).
--   $1 owner int8
with own as materialized (
  select id from howdah.connection where owner = $1
), theirs as materialized (
  select consumer.id from own join howdah.consumer on consumer.connection_id = own.id
)
select concat_ws(' ', (select count(*) from own), (select coalesce(bit_xor(id), 0) from own),
                      (select count(*) from theirs), (select coalesce(bit_xor(id), 0) from theirs)) as digest
