-- Tells the other brokers something; see peers.ts for the words.
--   $1 payload text
select pg_notify('howdah_messages', $1)
