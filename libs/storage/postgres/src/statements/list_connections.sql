-- On all brokers.
select id, owner, vhost, user_name, name, connected_at, details from howdah.connection order by connected_at, id
