-- The number is kept for a migration that is under way.
select 1;
