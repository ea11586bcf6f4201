import type { FieldTable, FieldValue } from '@howdah/core';
import type { AmqpOptions } from '../options.js';

/** What clients may rely on; each of these works. */
const capabilities = [
  'publisher_confirms',
  'exchange_exchange_bindings',
  'basic.nack',
  'consumer_cancel_notify',
  'connection.blocked',
  'consumer_priorities',
  'authentication_failure_close',
  'per_consumer_qos',
  'direct_reply_to',
  'howdah.settle',
];

const text = (value: string): FieldValue => ({ type: 'string', value: Buffer.from(value) });
const yes: FieldValue = { type: 'boolean', value: true };

export function serverProperties({ product, version }: AmqpOptions): FieldTable {
  return [
    ['capabilities', { type: 'table', value: capabilities.map((name) => [name, yes] as const) }],
    ['cluster_name', text('howdah')],
    ['copyright', text('Apache License 2.0')],
    ['information', text('Howdah, a message broker carried by Postgres')],
    ['platform', text(`Node.js ${process.versions.node}`)],
    ['product', text(product)],
    ['version', text(version)],
  ];
}
