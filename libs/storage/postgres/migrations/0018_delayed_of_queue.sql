-- What of a queue is delayed, in the order of its positions: for whoever looks into it. The index by time is for what is due.
create index run_delayed_of_queue on howdah.run (queue_id, first_seq) where available_at is not null;
