-- The queue is being used: declared or read.
insert into howdah.queue_use (queue_id, used_at) values ($1::int4, now())
on conflict (queue_id) do update set used_at = excluded.used_at
