-- Nodes of one cluster have one identifier, made when the cluster was. Some managed services do not let us read it.
select system_identifier::text as system from pg_control_system()
