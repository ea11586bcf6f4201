-- Finer rules for users and virtual hosts.

-- May publish under the id of any user.
alter table howdah.app_user add column impersonator boolean not null default false;
