import type { Death, Delivery, FieldTable, FieldValue } from '@howdah/core';
import type { DeliveryOptions } from './consume-arguments.js';
import { isQuorum } from './queue-type.js';

/** The property list as a consumer gets it: the bytes that were published, unless the broker has something to add. */
export function deliveredProperties(delivery: Delivery, { showsToken }: DeliveryOptions = { showsToken: false }): Buffer {
  const { message, queue, attempt } = delivery;
  // Only these tell how often they tried, as RabbitMQ's do.
  const showsCount = attempt > 1 && isQuorum(queue);
  if (message.deaths.length === 0 && !showsCount && !showsToken) return message.properties.encoded;
  const added: Headers = deathHeaders(message.deaths);
  if (showsCount) added.push(['x-delivery-count', long(attempt - 1)]);
  if (showsToken) added.push(['x-delivery-token', text(delivery.token)]);
  const names = added.map(([name]) => name);
  return message.properties.withHeaders(names, added).encoded;
}

type Headers = FieldTable[number][];

const text = (value: string): FieldValue => ({ type: 'string', value: Buffer.from(value) });
const long = (value: number): FieldValue => ({ type: 'int64', value: BigInt(value) });

/** `x-death`, newest first, and the two short forms of its ends (https://www.rabbitmq.com/docs/dlx#effects). */
function deathHeaders(deaths: readonly Death[]): Headers {
  const [last] = deaths;
  if (last === undefined) return [];
  const first = deaths.reduce((oldest, death) => (death.time <= oldest.time ? death : oldest));
  return [
    ['x-death', { type: 'array', value: deaths.map((death): FieldValue => ({ type: 'table', value: deathTable(death) })) }],
    ...endHeaders('first', first),
    ...endHeaders('last', last),
  ];
}

function endHeaders(which: 'first' | 'last', { reason, queue, exchange }: Death): Headers {
  return [
    [`x-${which}-death-exchange`, text(exchange)],
    [`x-${which}-death-queue`, text(queue)],
    [`x-${which}-death-reason`, text(reason)],
  ];
}

function deathTable({ queue, reason, count, time, exchange, routingKeys, originalExpiration }: Death): FieldTable {
  return [
    ['count', long(count)],
    ['reason', text(reason)],
    ['queue', text(queue)],
    ['time', { type: 'timestamp', value: BigInt(Math.floor(time / 1_000)) }],
    ['exchange', text(exchange)],
    ['routing-keys', { type: 'array', value: routingKeys.map(text) }],
    ...(originalExpiration === undefined ? [] : ([['original-expiration', text(originalExpiration)]] as const)),
  ];
}
