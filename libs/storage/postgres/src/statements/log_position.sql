-- The last position that may be in use: a flush takes the next block of 1,024.
select (case when is_called then last_value + 1023 else last_value - 1 end)::int8 as position from howdah.message_seq
