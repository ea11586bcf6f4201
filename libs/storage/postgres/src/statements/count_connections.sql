-- To a virtual host ($1), on all brokers. Those that brokers have for themselves are of nobody.
select count(*) as connections from howdah.connection where vhost = $1 and user_name <> ''
