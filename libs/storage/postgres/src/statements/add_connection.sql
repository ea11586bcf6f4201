-- A client has connected. Repeating it changes nothing.
insert into howdah.connection (id, owner, vhost, user_name, name, connected_at, details)
values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7)
on conflict (id) do nothing
