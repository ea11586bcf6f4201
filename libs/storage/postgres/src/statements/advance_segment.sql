-- Lets the log go on in the next segment.
--   $1 the segment that has grown large int8
select howdah.advance_segment($1)
