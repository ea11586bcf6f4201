import { BrokerError } from '../errors.js';
import { decimalOf, integerOf, showField, typeNames } from '../message/field-names.js';
import { fieldOf, type FieldTable, type FieldValue } from '../message/field-table.js';
import { comparable } from '../route/headers-match.js';
import { delayedTypeArgument } from './exchange-type.js';
import type { ExchangeDefinition, QueueDefinition } from './model.js';
import { lockedQueue } from './ownership.js';
import { queueArgumentNames } from './queue-arguments.js';
import { resourceName } from './resource.js';

/** Other arguments of an exchange are kept and not compared. */
const exchangeArgumentNames = ['alternate-exchange', delayedTypeArgument] as const;

/** resource_locked or inequivalent_argument when a queue of this name exists and is another one. */
export function requireSameQueue(received: QueueDefinition, current: QueueDefinition): void {
  const where = resourceName('queue', current);
  if (received.exclusive !== current.exclusive) throw lockedQueue(current);
  requireSame('durable', received.durable, current.durable, where);
  requireSame('auto_delete', received.autoDelete, current.autoDelete, where);
  for (const name of queueArgumentNames) requireSameArgument(name, received.arguments, current.arguments, where);
}

export function requireSameExchange(received: ExchangeDefinition, current: ExchangeDefinition): void {
  const where = resourceName('exchange', current);
  requireSame('type', received.type, current.type, where);
  requireSame('durable', received.durable, current.durable, where);
  requireSame('auto_delete', received.autoDelete, current.autoDelete, where);
  requireSame('internal', received.internal, current.internal, where);
  for (const name of exchangeArgumentNames) requireSameArgument(name, received.arguments, current.arguments, where);
}

function requireSame(argument: string, received: string | boolean, current: string | boolean, where: string): void {
  if (received !== current) throw inequivalent(argument, where, `'${received}'`, `'${current}'`);
}

/** Integers of every width are one kind, as when headers are compared. */
function requireSameArgument(name: string, receivedTable: FieldTable, currentTable: FieldTable, where: string): void {
  const received = argumentOf(receivedTable, name);
  const current = argumentOf(currentTable, name);
  const [one, other] = [received, current].map((field) => (field === undefined ? undefined : comparable(field)));
  if (one === other) return;
  if (received === undefined) throw inequivalent(name, where, 'none', described(current));
  if (current === undefined) throw inequivalent(name, where, described(received), 'none');
  throw inequivalent(name, where, `'${showField(received)}'`, `'${showField(current)}'`);
}

/** Not to name the queue type means classic. A decimal is a number to clients that cannot write floating point. */
function argumentOf(table: FieldTable, name: string): FieldValue | undefined {
  const field = fieldOf(table, name);
  if (field?.type === 'decimal') return { type: 'double', value: decimalOf(field) };
  return name === 'x-queue-type' && field?.type === 'string' && showField(field) === 'classic' ? undefined : field;
}

const described = (field: FieldValue | undefined): string =>
  field === undefined ? 'none' : `the value '${showField(field)}' of type '${rabbitType(field)}'`;

/** RabbitMQ keeps no width of an integer that fits 32 bits. */
function rabbitType(field: FieldValue): string {
  const value = integerOf(field);
  if (value === null) return typeNames[field.type];
  return value >= -(2n ** 31n) && value < 2n ** 31n ? 'signedint' : 'long';
}

function inequivalent(argument: string, where: string, received: string, current: string): BrokerError {
  return new BrokerError(
    'inequivalent_argument',
    `inequivalent arg '${argument}' for ${where}: received ${received} but current is ${current}`,
    {
      remedy: 'Declare it as it is, or delete it first.',
      details: { argument, found: received, accepted: current },
    },
  );
}
