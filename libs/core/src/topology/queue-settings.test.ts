import { describe, expect, it } from 'vitest';
import { emptyTable, type FieldTable, type FieldValue } from '../message/field-table.js';
import type { Policy, QueueDefinition } from './model.js';
import { parseQueueSettings } from './queue-settings.js';

const string = (text: string): FieldValue => ({ type: 'string', value: Buffer.from(text) });
const int32 = (value: number): FieldValue => ({ type: 'int32', value });
const queue = (args: FieldTable): QueueDefinition => {
  return { vhost: '/', name: 'q', durable: true, exclusive: false, autoDelete: false, arguments: args };
};
const policy = (definition: Policy['definition']): Policy => {
  return { id: 1, vhost: '/', name: 'p', pattern: '', appliesTo: 'queues', priority: 0, definition };
};
const settings = (args: FieldTable, definition?: Policy['definition']) =>
  parseQueueSettings(queue(args), definition === undefined ? null : policy(definition));

describe('queue settings', () => {
  it('have defaults', () => {
    expect(settings(emptyTable)).toEqual({
      ...{
        type: 'classic',
        durability: null,
        messageTtlMs: null,
        expiresMs: null,
        maxLength: null,
        maxLengthBytes: null,
        overflow: 'drop-head',
      },
      ...{ deadLetterExchange: null, deadLetterRoutingKey: null, maxPriority: 0, singleActiveConsumer: false },
      ...{ deliveryLimit: null, ackTimeoutMs: 1_800_000 },
      retry: { backoff: 'none', delayMs: 1_000, factor: 2, maxDelayMs: 300_000, jitter: 0, maxAgeMs: null },
    });
  });

  it('come from the arguments, integers of any width', () => {
    const args: FieldTable = [
      ['x-queue-type', string('quorum')],
      ['x-message-ttl', { type: 'uint8', value: 0 }],
      ['x-expires', { type: 'int64', value: 5_000_000_000n }],
      ['x-max-length', int32(0)],
      ['x-max-length-bytes', int32(10)],
      ['x-overflow', string('reject-publish')],
      ['x-dead-letter-exchange', string('')],
      ['x-dead-letter-routing-key', string('dead')],
      ['x-single-active-consumer', { type: 'boolean', value: true }],
      ['x-delivery-limit', int32(-1)],
      ['x-consumer-timeout', int32(60_000)],
      ['x-retry-backoff', string('exponential')],
      ['x-retry-delay', int32(10)],
      ['x-retry-factor', { type: 'decimal', scale: 1, value: 15 }],
      ['x-retry-max-delay', int32(100)],
      ['x-retry-max-age', int32(1_000)],
      ['x-something-else', { type: 'void' }],
    ];
    expect(settings(args)).toEqual({
      ...{ type: 'quorum', durability: null, messageTtlMs: 0, expiresMs: 5_000_000_000, maxLength: 0, maxLengthBytes: 10 },
      ...{ overflow: 'reject-publish', deadLetterExchange: '', deadLetterRoutingKey: 'dead', maxPriority: 0 },
      ...{ singleActiveConsumer: true, deliveryLimit: null, ackTimeoutMs: 60_000 },
      retry: { backoff: 'exponential', delayMs: 10, factor: 1.5, maxDelayMs: 100, jitter: 0.1, maxAgeMs: 1_000 },
    });
  });

  it('limit the deliveries of a quorum queue to 20 failed ones', () => {
    expect(settings([['x-queue-type', string('quorum')]]).deliveryLimit).toBe(20);
  });

  it('let an argument win over the policy, but the smaller of two limits', () => {
    const own: FieldTable = [
      ['x-message-ttl', int32(500)],
      ['x-max-length', int32(5)],
      ['x-delivery-limit', int32(-1)],
      ['x-dead-letter-exchange', string('own')],
      ['x-retry-delay', int32(50)],
    ];
    const byPolicy = {
      'message-ttl': 100,
      'max-length': 10,
      'delivery-limit': 7,
      'dead-letter-exchange': 'p',
      'retry-delay': 5,
      expires: 9,
    };
    expect(settings(own, byPolicy)).toMatchObject({
      ...{ messageTtlMs: 100, maxLength: 5, deliveryLimit: 7, deadLetterExchange: 'own', expiresMs: 9 },
      retry: { delayMs: 50 },
    });
  });

  it.each<[string, FieldValue, string]>([
    ['x-expires', int32(0), "invalid arg 'x-expires' for queue 'q' in vhost '/': {value_zero,0}"],
    ['x-message-ttl', int32(-1), "invalid arg 'x-message-ttl' for queue 'q' in vhost '/': {value_negative,-1}"],
    ['x-max-priority', int32(256), "invalid arg 'x-max-priority' for queue 'q' in vhost '/': {max_value_exceeded,256}"],
    ['x-max-length', string('1'), `invalid arg 'x-max-length' for queue 'q' in vhost '/': "expected integer, got longstr"`],
    ['x-overflow', string('x'), "invalid arg 'x-overflow' for queue 'q' in vhost '/': invalid_overflow"],
    ['x-queue-type', string('zz'), `invalid arg 'x-queue-type' for queue 'q' in vhost '/': "unsupported queue type 'zz'"`],
    ['x-dead-letter-exchange', int32(1), "invalid type 'signedint' for arg 'x-dead-letter-exchange' in queue 'q' in vhost '/'"],
    [
      'x-dead-letter-routing-key',
      string('k'),
      "invalid arg 'x-dead-letter-routing-key' for queue 'q' in vhost '/': routing_key_but_no_dlx_defined",
    ],
    [
      'x-message-ttl',
      { type: 'int64', value: 2n ** 60n },
      `invalid arg 'x-message-ttl' for queue 'q' in vhost '/': {value_too_large,${2n ** 60n}}`,
    ],
    [
      'x-single-active-consumer',
      int32(1),
      `invalid arg 'x-single-active-consumer' for queue 'q' in vhost '/': "expected bool, got signedint"`,
    ],
    [
      'x-retry-jitter',
      { type: 'double', value: 1.5 },
      "invalid arg 'x-retry-jitter' for queue 'q' in vhost '/': {max_value_exceeded,1.5}",
    ],
    [
      'x-retry-factor',
      { type: 'double', value: NaN },
      `invalid arg 'x-retry-factor' for queue 'q' in vhost '/': "expected number, got double"`,
    ],
    ['x-retry-backoff', string('x'), "invalid arg 'x-retry-backoff' for queue 'q' in vhost '/': invalid_backoff"],
  ])('refuse a bad %s (%#)', (argument, field, message) => {
    expect(() => settings([[argument, field]])).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message, details: expect.objectContaining({ argument }) as unknown }),
    );
  });

  it('say that streams are not supported', () => {
    expect(() => settings([['x-queue-type', string('stream')]])).toThrow(/streams are not supported/);
  });

  it('refuse priorities for a quorum queue', () => {
    const args: FieldTable = [
      ['x-queue-type', string('quorum')],
      ['x-max-priority', int32(3)],
    ];
    const message = "invalid arg 'x-max-priority' for queue 'q' in vhost '/' of queue type rabbit_quorum_queue";
    expect(() => settings(args)).toThrow(expect.objectContaining({ message }));
  });
});
