import { expect, test } from 'vitest';
import { ReplicationWatch } from './replication-watch.js';

test('looks more often while a copy is missing that was there, and tells when it goes and comes back', async () => {
  let isReplicated = false;
  const told: string[] = [];
  const tell = (message: string) => void told.push(message);
  const log = { info: tell, warn: tell, error: tell };
  const watch = new ReplicationWatch({ observeReplication: async () => ({ isReplicated, detail: '' }) }, log);

  expect(await watch.look()).toBe(1_000); // never was there: a single node
  isReplicated = true;
  expect(await watch.look()).toBe(1_000);
  isReplicated = false;
  expect(await watch.look()).toBe(200);
  expect(await watch.look()).toBe(200);
  isReplicated = true;
  expect(await watch.look()).toBe(1_000);
  expect(told).toEqual([
    'confirms stand for more than one copy again',
    'confirms stand for a single copy',
    'confirms stand for more than one copy again',
  ]);
});
