-- What operations have done with one message is asked for by its id.
create index operation_followed_message on howdah.operation_followed (message_id);
create index operation_report_message on howdah.operation_report (message_id);
create index operation_of_message on howdah.operation ((definition #>> '{filter,messageId}'))
  where (definition #>> '{filter,messageId}') is not null;
