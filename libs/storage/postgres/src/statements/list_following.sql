-- Operations that are not carried out now and have messages that are followed.
select id from howdah.operation where following > 0 and state <> 'running'
