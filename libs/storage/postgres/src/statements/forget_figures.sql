-- Ends the past in figures where each resolution does.
--   $1 resolution int4  $2 before int8 (s)
with rates as (
  delete from howdah.history_rate where resolution = $1::int4 and at < $2::int8
)
delete from howdah.history_depth where resolution = $1::int4 and at < $2::int8
