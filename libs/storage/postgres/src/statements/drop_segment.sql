-- Takes away the tables of a freed segment.
--   $1 number int8
select howdah.drop_segment($1) as dropped
