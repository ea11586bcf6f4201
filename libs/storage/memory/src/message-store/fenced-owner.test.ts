import { expect, test } from 'vitest';
import { completeHandoff, insert, ManualClock } from '@howdah/storage-conformance';
import { MemoryDatabase } from './memory-database.js';
import { MemoryMessageStore } from './memory-message-store.js';

test('a fenced broker that does not know it yet leases nothing', async () => {
  const clock = new ManualClock();
  const store = new MemoryMessageStore(new MemoryDatabase(clock), { leaseMs: 1000 });
  const reserved: number[] = [];
  await store.open(completeHandoff({ reserve: (queueId, count) => (reserved.push(queueId), count) }));
  clock.advance(2000);
  await store.reclaimMessages();
  store.insertMessage({ ...insert(1, 'a'), lane: 0, settled: () => undefined });
  await store.flush();
  expect(reserved).toEqual([]);
  expect(await store.claimMessages(1, { count: 1, bytes: 1 })).toEqual({ runs: [], more: false, isCut: false });
  await expect(store.heartbeat()).rejects.toMatchObject({ code: 'lease_lost' });
  expect(await store.claimMessages(1, { count: 1, bytes: 1 })).toMatchObject({ runs: [{ attempts: 0 }] });
});
