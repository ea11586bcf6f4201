import { emptyTable } from '../message/field-table.js';
import type { ExchangeDefinition, ExchangeType } from './model.js';

interface Predeclared {
  readonly name: string;
  readonly type: ExchangeType;
  readonly internal?: boolean;
}

const predeclared: readonly Predeclared[] = [
  { name: '', type: 'direct' },
  { name: 'amq.direct', type: 'direct' },
  { name: 'amq.fanout', type: 'fanout' },
  { name: 'amq.topic', type: 'topic' },
  { name: 'amq.headers', type: 'headers' },
  { name: 'amq.match', type: 'headers' },
  // There for clients that bind to it; nothing is traced.
  { name: 'amq.rabbitmq.trace', type: 'topic', internal: true },
];

/** The exchanges that every virtual host is born with; '' is the default exchange. [AMQP 0-9-1, 3.1.3] */
export function predeclaredExchanges(vhost: string): readonly ExchangeDefinition[] {
  const common = { vhost, durable: true, autoDelete: false, internal: false, arguments: emptyTable };
  return predeclared.map((exchange) => ({ ...common, ...exchange }));
}
