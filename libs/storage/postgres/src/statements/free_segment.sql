-- Frees a segment's storage.
--   $1 number int8  $2 messages to copy forward at most int8
select howdah.free_segment($1, $2) as freed
