-- When the next waiting run expires; null for none.
select min(expires_at) as next_expiry_at from howdah.run where expires_at is not null and owner is null
