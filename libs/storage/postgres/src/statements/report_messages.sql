-- Adds what was left to an operation's report.
--   $1 operation id int8  $2 behind this position int4  one element each: $3 message ids int8[]  $4 reasons text[]  $5 details text[]
insert into howdah.operation_report (operation_id, position, message_id, outcome, reason, detail)
select $1, $2 + i, message_id, 'skipped', reason, detail
from unnest($3::int8[], $4::text[], $5::text[]) with ordinality as item (message_id, reason, detail, i)
