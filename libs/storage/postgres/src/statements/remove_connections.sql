-- The consumers of these connections are gone before.
delete from howdah.connection where id = any ($1::int8[])
