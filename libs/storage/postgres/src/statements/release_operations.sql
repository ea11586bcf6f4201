-- An owner leaves its operations to others.
--   $1 owner int8
update howdah.operation set owner = null where owner = $1
