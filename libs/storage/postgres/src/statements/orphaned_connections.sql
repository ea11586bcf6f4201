-- Connections of brokers that are no more.
select id from howdah.connection
where not exists (select from howdah.lease_owner where lease_owner.id = connection.owner)
