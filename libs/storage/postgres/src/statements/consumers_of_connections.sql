-- What goes with these connections.
select id from howdah.consumer where connection_id = any ($1::int8[])
