-- Makes sure that a segment's tables exist.
--   $1 number int8
select howdah.create_segment($1)
