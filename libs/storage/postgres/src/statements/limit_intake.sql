-- What applications may hand in.
--   $1 bytes of a body at most int8
update howdah.intake_limit set body_bytes = $1 where body_bytes <> $1
