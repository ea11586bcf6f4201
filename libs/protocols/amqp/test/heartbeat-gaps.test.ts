import { ManualClock } from '@howdah/storage-conformance';
import { expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import type { RawClient } from './support/raw-client.js';

/** Of the heartbeat, ms. A broker whose clock leaps by more than 10 s is taken for dead, and its connections end. */
const interval = 1_000;

async function open(heartbeat = 1): Promise<{ bench: AmqpBench; clock: ManualClock; client: RawClient }> {
  const clock = new ManualClock();
  const bench = await AmqpBench.start({}, { clock });
  return { bench, clock, client: await bench.openWithChannel({ heartbeat }) };
}

it('a client that is silent for two intervals gets heartbeats, and is then cut off without a frame', async () => {
  const { bench, clock, client } = await open();
  // The handshake was in the first quarter.
  clock.advance(2 * interval);
  await client.until(() => client.heartbeats > 0);
  expect(client.isClosed).toBe(false);
  clock.advance(interval / 4);
  await client.closed();
  expect(client.count(0, 'connection.close')).toBe(0);
  await bench.untilLogged(/missed heartbeats/);
});

it('a client that sends heartbeats lives, and gets no answer to them', async () => {
  const { clock, client } = await open();
  clock.advance(interval / 4);
  for (let quarter = 0; quarter < 20; quarter++) {
    client.frame(8, 0, Buffer.alloc(0));
    // The round trip proves that the heartbeat before it was read; its answer counts as sent.
    await client.ask(1, 'channel.flow', { active: true }, 'channel.flow-ok');
    clock.advance(interval / 4);
  }
  expect(client.isClosed).toBe(false);
  expect(client.heartbeats).toBe(0);
});

it('no heartbeats are sent to a client that wants none', async () => {
  const { clock, client } = await open(0);
  clock.advance(interval * 9);
  await client.ask(1, 'channel.flow', { active: true }, 'channel.flow-ok');
  expect(client.heartbeats).toBe(0);
});
