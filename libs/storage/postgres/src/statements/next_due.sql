-- When the next delayed run is due; null for none.
select min(available_at) as next_due_at from howdah.run where available_at is not null
