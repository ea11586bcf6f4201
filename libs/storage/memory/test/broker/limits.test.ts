import { describe, expect, it, vi } from 'vitest';
import { bodyOf, World } from './broker-bench.js';

describe('a limited length', () => {
  it('holds for what comes back, too, before anybody looks into the queue again', async () => {
    const bench = await new World().startBroker();
    const { consumers } = bench.broker;
    await bench.declareQueue('q', { 'max-length': 1 });
    const reader = consumers.openReader(bench.session, '/', { name: 'reader' });
    await bench.publish('q', ['old']);
    const old = await reader.get('q', { autoAck: false });
    await bench.publish('q', ['new']);
    const trimQueue = bench.store.trimQueue.bind(bench.store);
    vi.spyOn(bench.store, 'trimQueue').mockImplementation(async (...limited) => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      return trimQueue(...limited);
    });
    const settled = consumers.settle(old!.delivery, 'release');
    const left = await reader.get('q', { autoAck: true });
    expect([bodyOf(left!.delivery), left!.ready]).toEqual(['new', 0]);
    await settled;
  });
});

describe('a time to live of nothing', () => {
  it('is over on whatever clock the database has', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('q', { 'message-ttl': 0 });
    const insert = vi.spyOn(bench.store, 'insertMessage');
    await bench.publish('q', ['late']);
    expect(insert.mock.calls[0]?.[0].placements[0]?.expiresAt).toBe(0);
  });
});
