-- Removes messages copied forward that nobody wants any more.
select howdah.sweep_stragglers() as count
