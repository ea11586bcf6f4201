import { fieldOf, integerOf, typeNames, type ConsumeOptions, type FieldTable, type FieldValue } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';

interface QueueName {
  readonly vhost: string;
  readonly name: string;
}

/** What a consumer asks of the channel, and not of the broker. */
export interface DeliveryOptions {
  /** Each delivery names itself in the header `x-delivery-token`, by which an application acknowledges it in SQL. Default false. */
  readonly showsToken: boolean;
}

type BrokerOptions = Pick<ConsumeOptions, 'priority' | 'ackTimeoutMs'>;

/** The arguments of a consumer that mean something here. 406 for a value of the wrong type. */
export function readConsumeArguments(table: FieldTable, queue: QueueName): BrokerOptions & DeliveryOptions {
  const where = `queue '${queue.name}' in vhost '${queue.vhost}'`;
  if (fieldOf(table, 'x-stream-offset') !== undefined)
    throw new AmqpError('PRECONDITION_FAILED', `invalid arg 'x-stream-offset' for ${where} of queue type rabbit_classic_queue`);
  const priority = integer(table, 'x-priority', where);
  const ackTimeoutMs = integer(table, 'x-consumer-timeout', where);
  const showsToken = boolean(table, 'x-delivery-token', where);
  return { ...(priority === null ? {} : { priority }), ...(ackTimeoutMs === null ? {} : { ackTimeoutMs }), showsToken };
}

function boolean(table: FieldTable, name: string, where: string): boolean {
  const field = fieldOf(table, name);
  if (field === undefined) return false;
  if (field.type === 'boolean') return field.value;
  throw wrongType(name, where, 'boolean', field);
}

function integer(table: FieldTable, name: string, where: string): number | null {
  const field = fieldOf(table, name);
  if (field === undefined) return null;
  const value = integerOf(field);
  if (value !== null) return Number(value);
  throw wrongType(name, where, 'integer', field);
}

function wrongType(name: string, where: string, expected: string, { type }: FieldValue): AmqpError {
  const text = `invalid arg '${name}' for ${where}: "expected ${expected}, got ${typeNames[type]}"`;
  return new AmqpError('PRECONDITION_FAILED', text);
}
