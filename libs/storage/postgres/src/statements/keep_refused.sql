-- Keeps a publication that could not be stored, with the reason.
--   $1 id int8  $2 vhost text  $3 exchange text  $4 routing key text  $5 properties jsonb  $6 headers jsonb  $7 body bytea
--   $8 role name  $9 at timestamptz  $10 code text  $11 reason text
insert into howdah.refused_publication (id, vhost, exchange, routing_key, properties, headers, body, role, at, code, reason)
values ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7, $8::name, $9::timestamptz, $10, $11)
