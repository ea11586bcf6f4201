import { toBrokerError } from '@howdah/core';
import { describe, expect, it } from 'vitest';
import { bodyOf, quiet, World } from './broker-bench.js';

describe('receiving', () => {
  it('returns what is there without waiting for more', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    await bench.publish('orders', ['a', 'b']);
    const received = await bench.receive('orders', { max: 10, waitMs: 30_000 });
    expect(received.map(bodyOf)).toEqual(['a', 'b']);
    expect(received[0]).toMatchObject({ attempt: 1, redelivered: false, leasedUntil: bench.world.clock.now() + 10_000 });
  });

  it('waits for the first message', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    const receiving = bench.receive('orders', { waitMs: 30_000 });
    await quiet();
    await bench.publish('orders', ['a']);
    expect((await receiving).map(bodyOf)).toEqual(['a']);
  });

  it('ends empty when the wait is over or the caller has gone', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders');
    const waiting = bench.receive('orders', { waitMs: 2_000 });
    await world.pass(2_500);
    expect(await waiting).toEqual([]);
    const caller = new AbortController();
    const gone = bench.receive('orders', { waitMs: 30_000, signal: caller.signal });
    await quiet();
    caller.abort();
    expect(await gone).toEqual([]);
  });

  it('claims nothing while it waits', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders');
    const receiving = bench.receive('orders', { waitMs: 30_000 });
    await world.pass(10_000);
    expect(bench.store.claims).toBe(1);
    await bench.publish('orders', ['a']);
    expect((await receiving).map(bodyOf)).toEqual(['a']);
    expect(bench.store.claims).toBe(2);
  });

  it('is called for a message one at a time, first who waits longest', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    const receiving = ['first', 'second', 'third'].map(async (name) => {
      const received = await bench.receive('orders', { max: 1, waitMs: 30_000 });
      return [name, ...received.map(bodyOf)];
    });
    await quiet();
    await bench.publish('orders', ['a']);
    expect(await receiving[0]).toEqual(['first', 'a']);
    expect(bench.store.claims).toBe(4);
    await bench.publish('orders', ['b', 'c']);
    expect(await Promise.all(receiving)).toEqual([
      ['first', 'a'],
      ['second', 'b'],
      ['third', 'c'],
    ]);
  });

  it('has the next one called when its caller has gone meanwhile', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    const caller = new AbortController();
    let answer: () => void = () => undefined;
    bench.store.answering = new Promise((resolve) => (answer = resolve));
    const gone = bench.receive('orders', { waitMs: 30_000, signal: caller.signal });
    const staying = bench.receive('orders', { waitMs: 30_000 });
    await quiet();
    await bench.publish('orders', ['a']);
    caller.abort();
    answer();
    expect(await gone).toEqual([]);
    expect((await staying).map(bodyOf)).toEqual(['a']);
  });

  it('ends when the broker stops', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    const receiving = [1, 2].map(() => bench.receive('orders', { waitMs: 30_000 }));
    await quiet();
    await bench.broker.stop(0);
    expect(await Promise.all(receiving)).toEqual([[], []]);
  });

  it('redelivers when the lease expires, and the token is void', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders');
    await bench.publish('orders', ['a']);
    const [first] = await bench.receive('orders', { leaseMs: 1_000 });
    await world.pass(4_000);
    const [second] = await bench.receive('orders');
    expect(second).toMatchObject({ attempt: 2, redelivered: true, id: first!.id });
    const results = await bench.broker.messages.settle(bench.session, '/', 'orders', [{ token: first!.token, outcome: 'ack' }]);
    expect(results).toMatchObject([{ code: 'lease_lost' }]);
  });

  it('keeps a lease that is extended', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const queue = await bench.declareQueue('orders');
    await bench.publish('orders', ['a']);
    const [received] = await bench.receive('orders', { leaseMs: 3_000 });
    const { token } = received!;
    expect(await bench.broker.messages.extend(bench.session, '/', 'orders', token, 20_000)).toBe(world.clock.now() + 20_000);
    await world.pass(10_000);
    expect(await bench.counts(queue)).toMatchObject({ unacked: 1 });
    expect(await bench.broker.messages.settle(bench.session, '/', 'orders', [{ token, outcome: 'ack' }])).toEqual([null]);
    await expect(bench.broker.messages.extend(bench.session, '/', 'orders', token, 500)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('settles each token for itself, in order', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    const other = await bench.declareQueue('other');
    await bench.publish('orders', ['a', 'b', 'c']);
    await bench.publish('other', ['x']);
    const [a, b, c] = await bench.receive('orders');
    const [x] = await bench.receive('other');
    const results = await bench.broker.messages.settle(bench.session, '/', 'orders', [
      { token: a!.token, outcome: 'ack' },
      { token: 'nonsense', outcome: 'ack' },
      { token: x!.token, outcome: 'ack' },
      { token: b!.token, outcome: 'retry', delayMs: -1 },
      { token: b!.token, outcome: 'retry', delayMs: 60_000, error: { name: 'E', message: 'm' } },
      { token: c!.token, outcome: 'release' },
      { token: a!.token, outcome: 'reject' },
    ]);
    expect(results.map((result) => (result === null ? null : toBrokerError(result).code))).toEqual([
      null,
      'invalid_argument',
      'invalid_argument',
      'invalid_argument',
      null,
      null,
      'lease_lost',
    ]);
    expect(await bench.counts(queue)).toMatchObject({ ready: 1, delayed: 1, unacked: 0 });
    expect(await bench.counts(other)).toMatchObject({ unacked: 1 });
    const [attempt] = await bench.broker.messages.listAttempts(bench.session, '/', 'orders', b!.id);
    expect(attempt).toMatchObject({ consumer: 'admin@http', outcome: 'retry', error: { name: 'E', message: 'm' } });
  });

  it('acknowledges at once on request', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    await bench.publish('orders', ['a']);
    const [received] = await bench.receive('orders', { autoAck: true });
    await quiet();
    expect(await bench.counts(queue)).toMatchObject({ ready: 0, unacked: 0 });
    const results = await bench.broker.messages.settle(bench.session, '/', 'orders', [
      { token: received!.token, outcome: 'ack' },
    ]);
    expect(results).toMatchObject([{ code: 'lease_lost' }]);
  });

  it.each([
    [{ max: 0 }, 'max is 0; accepted are whole numbers from 1 to 1000'],
    [{ waitMs: 30_001 }, 'waitMs is 30001; accepted are whole numbers from 0 to 30000'],
    [{ leaseMs: 1.5 }, 'leaseMs is 1.5; accepted are whole numbers from 1000 to 43200000'],
  ])('refuses %j and says what is accepted', async (options, message) => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    await expect(bench.receive('orders', options)).rejects.toThrow(message);
  });
});
