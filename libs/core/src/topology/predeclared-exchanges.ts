import { emptyTable } from '../message/field-table.js';
import type { ExchangeDefinition, ExchangeType } from './model.js';

const predeclared: readonly (readonly [name: string, type: ExchangeType])[] = [
  ['', 'direct'],
  ['amq.direct', 'direct'],
  ['amq.fanout', 'fanout'],
  ['amq.topic', 'topic'],
  ['amq.headers', 'headers'],
  ['amq.match', 'headers'],
];

/** The exchanges that every virtual host is born with; '' is the default exchange. [AMQP 0-9-1, 3.1.3] */
export function predeclaredExchanges(vhost: string): readonly ExchangeDefinition[] {
  const common = { vhost, durable: true, autoDelete: false, internal: false, arguments: emptyTable };
  return predeclared.map(([name, type]) => ({ ...common, name, type }));
}
