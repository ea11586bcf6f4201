-- Frees what was moved.
--   $1 bytes int8 from which on the newest slot is left
select howdah.prune_intake($1)
