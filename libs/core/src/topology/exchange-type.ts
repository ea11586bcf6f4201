import { BrokerError } from '../errors.js';
import { fieldOf, type FieldTable } from '../message/field-table.js';
import { exchangeTypes, routingTypes, type ExchangeDefinition, type RoutingType } from './model.js';

/** Names the type by which a delayed message exchange routes. */
export const delayedTypeArgument = 'x-delayed-type';

/** The rule by which an exchange routes. */
export function routingTypeOf({ type, arguments: args }: Pick<ExchangeDefinition, 'type' | 'arguments'>): RoutingType {
  // Nothing is stored that `checkDelayedType` refuses; direct is what is left for who wrote into the table by hand.
  return type === 'x-delayed-message' ? (delayedTypeOf(args) ?? 'direct') : type;
}

/** invalid_argument */
export function checkExchangeType({ type }: ExchangeDefinition): void {
  if (!exchangeTypes.includes(type)) throw unknownType('type', type, exchangeTypes);
}

/** invalid_argument when a delayed message exchange does not say by which type it routes. */
export function checkDelayedType({ type, arguments: args }: ExchangeDefinition): void {
  if (type !== 'x-delayed-message' || delayedTypeOf(args) !== undefined) return;
  const found = fieldOf(args, delayedTypeArgument);
  if (found?.type === 'string') throw unknownType(delayedTypeArgument, found.value.toString(), routingTypes);
  throw new BrokerError('invalid_argument', `Invalid argument, '${delayedTypeArgument}' must be an existing exchange type`, {
    remedy: `Set ${delayedTypeArgument} to one of ${routingTypes.join(', ')}.`,
    details: { argument: delayedTypeArgument, found: found === undefined ? null : found.type, accepted: routingTypes },
  });
}

function delayedTypeOf(args: FieldTable): RoutingType | undefined {
  const field = fieldOf(args, delayedTypeArgument);
  return field?.type === 'string' ? routingTypes.find((type) => type === field.value.toString()) : undefined;
}

function unknownType(argument: string, found: string, accepted: readonly string[]): BrokerError {
  return new BrokerError('invalid_argument', `unknown exchange type '${found}'`, {
    remedy: `Use one of ${accepted.join(', ')}.`,
    details: { argument, found, accepted },
  });
}
