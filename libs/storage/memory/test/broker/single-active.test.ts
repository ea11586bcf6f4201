import { beforeEach, expect, test } from 'vitest';
import { bodyOf, quiet, World, type BrokerBench } from './broker-bench.js';

const bodies = ['1', '2', '3', '4', '5', '6'];

let world: World;
let here: BrokerBench;
let there: BrokerBench;
beforeEach(async () => {
  world = new World();
  here = await world.startBroker();
  there = await world.startBroker();
});

test.each([
  ['is gone with its channel', 'abandon'],
  ['was cancelled', 'cancel'],
] as const)(
  'the next single active consumer begins with the oldest message, though the one before %s while it was claiming',
  async (_, how) => {
    await here.declareQueue('q', { 'single-active-consumer': true });
    const first = await here.consume('q', { prefetch: 0 });
    const next = await there.consume('q');
    await here.publish('q', bodies);
    let answer!: () => void;
    here.store.answering = new Promise((resolve) => (answer = resolve));
    first.prefetch = 2;
    first.consumer.signal();
    await quiet();

    const left = how === 'cancel' ? first.consumer.cancel() : here.broker.consumers.abandon(first.consumer);
    await quiet();
    expect(next.waitingCount).toBe(0);
    answer();
    await left;
    expect((await next.take(bodies.length)).map(bodyOf)).toEqual(bodies);
    expect(first.waitingCount).toBe(0);
  },
);

test('one whose connection nobody knows gives way, after a time in which its broker could have told', async () => {
  const { id: queueId } = await here.declareQueue('q', { 'single-active-consumer': true });
  const unknown = { id: 4712, connection: 4711, queueId, tag: 't', priority: 0, exclusive: false, singleActive: true };
  expect(await there.presence.addConsumer(unknown)).toBe('active');
  const next = await here.consume('q');
  await here.publish('q', ['a']);
  await world.pass(31_000);
  expect(next.waitingCount).toBe(0);
  await world.pass(30_000);
  expect((await next.take(1)).map(bodyOf)).toEqual(['a']);
});

test('a heartbeat while the single active consumer leaves does not let the next one begin', async () => {
  await here.declareQueue('q', { 'single-active-consumer': true });
  const first = await here.consume('q', { prefetch: 0 });
  const next = await there.consume('q');
  await here.publish('q', bodies);
  let answer!: () => void;
  here.store.answering = new Promise((resolve) => (answer = resolve));
  first.prefetch = 2;
  first.consumer.signal();
  await quiet();

  const left = first.consumer.cancel();
  await world.pass(2_000);
  expect(next.waitingCount).toBe(0);
  answer();
  await left;
  expect((await next.take(bodies.length)).map(bodyOf)).toEqual(bodies);
});
