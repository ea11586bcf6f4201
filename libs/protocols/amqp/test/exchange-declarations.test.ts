import { beforeEach, describe, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { expectRefusal, x } from './support/refusals.js';
import type { TestChannel } from './support/test-channel.js';

let channel: TestChannel;

beforeEach(async () => {
  channel = await (await AmqpBench.start()).channel();
});

describe('an exchange that is declared again', () => {
  const cases: readonly (readonly [string, Parameters<TestChannel['sendExchange']>, string])[] = [
    ['as another type', ['x', 'fanout'], `inequivalent arg 'type' for ${x}: received 'fanout' but current is 'direct'`],
    [
      'durable',
      ['x', 'direct', { durable: true }],
      `inequivalent arg 'durable' for ${x}: received 'true' but current is 'false'`,
    ],
    [
      'auto-delete',
      ['x', 'direct', { autoDelete: true }],
      `inequivalent arg 'auto_delete' for ${x}: received 'true' but current is 'false'`,
    ],
    [
      'internal',
      ['x', 'direct', { internal: true }],
      `inequivalent arg 'internal' for ${x}: received 'true' but current is 'false'`,
    ],
    [
      'with an alternate',
      ['x', 'direct', {}, { 'alternate-exchange': 'a' }],
      `inequivalent arg 'alternate-exchange' for ${x}: received the value 'a' of type 'longstr' but current is none`,
    ],
  ];
  it.each(cases)('is refused with 406: %s', async (_, declaration, text) => {
    await channel.exchange('x', 'direct');
    await expectRefusal(channel, () => channel.sendExchange(...declaration), 'exchange.declare', 'PRECONDITION_FAILED', text);
  });

  it('is the same with other arguments, and passively with anything', async () => {
    await channel.exchange('x', 'direct', {}, { foo: 1 });
    await channel.exchange('x', 'direct', {}, { foo: 2 });
    await channel.exchange('x', 'fanout', { passive: true, durable: true });
  });
});
