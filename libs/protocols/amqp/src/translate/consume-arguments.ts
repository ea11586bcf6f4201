import { fieldOf, integerOf, typeNames, type ConsumeOptions, type FieldTable } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';

interface QueueName {
  readonly vhost: string;
  readonly name: string;
}

/** The arguments of a consumer that mean something here. 406 for a value of the wrong type. */
export function readConsumeArguments(table: FieldTable, queue: QueueName): Pick<ConsumeOptions, 'priority' | 'ackTimeoutMs'> {
  const where = `queue '${queue.name}' in vhost '${queue.vhost}'`;
  if (fieldOf(table, 'x-stream-offset') !== undefined)
    throw new AmqpError('PRECONDITION_FAILED', `invalid arg 'x-stream-offset' for ${where} of queue type rabbit_classic_queue`);
  const priority = integer(table, 'x-priority', where);
  const ackTimeoutMs = integer(table, 'x-consumer-timeout', where);
  return { ...(priority === null ? {} : { priority }), ...(ackTimeoutMs === null ? {} : { ackTimeoutMs }) };
}

function integer(table: FieldTable, name: string, where: string): number | null {
  const field = fieldOf(table, name);
  if (field === undefined) return null;
  const value = integerOf(field);
  if (value !== null) return Number(value);
  const text = `invalid arg '${name}' for ${where}: "expected integer, got ${typeNames[field.type]}"`;
  throw new AmqpError('PRECONDITION_FAILED', text);
}
