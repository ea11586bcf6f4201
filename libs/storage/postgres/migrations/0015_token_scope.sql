-- A token may be for some virtual hosts alone, and shows when it was used.
-- vhosts: their names; null: all that its user may use. last_used_at: to the minute; null: never.
alter table howdah.api_token add column vhosts text[], add column last_used_at timestamptz;
