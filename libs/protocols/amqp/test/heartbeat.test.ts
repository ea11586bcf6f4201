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

it('a heartbeat comes when nothing was sent for half an interval', async () => {
  const { clock, client } = await open();
  // In the first half the handshake was sent.
  clock.advance(interval / 2);
  expect(client.heartbeats).toBe(0);
  clock.advance(interval / 2);
  await client.until(() => client.heartbeats === 1);
});

it('a client that is silent for two intervals is cut off without a frame', async () => {
  const { bench, clock, client } = await open();
  clock.advance(interval);
  await client.until(() => client.heartbeats === 1);
  clock.advance(interval * 1.4);
  await client.until(() => client.heartbeats === 2);
  expect(client.isClosed).toBe(false);
  clock.advance(interval * 0.1);
  await client.closed();
  expect(client.count(0, 'connection.close')).toBe(0);
  await bench.untilLogged(/missed heartbeats/);
});

it('a client that sends heartbeats lives, and gets no answer to them', async () => {
  const { clock, client } = await open();
  clock.advance(interval / 2);
  for (let half = 0; half < 10; half++) {
    client.frame(8, 0, Buffer.alloc(0));
    // The round trip proves that the heartbeat before it was read; its answer counts as sent.
    await client.ask(1, 'channel.flow', { active: true }, 'channel.flow-ok');
    clock.advance(interval / 2);
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
