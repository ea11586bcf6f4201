-- A commit that changes nothing and is waited for as every other: a message of the log without content.
select pg_logical_emit_message(true, 'howdah', '')
