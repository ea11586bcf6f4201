import { expect, it } from 'vitest';
import type { OwnPresence } from '@howdah/core';
import { digestOf } from './presence-digest.js';
import { restorePresence } from './restore.js';

const own = { connections: [{ id: 1 }], consumers: [{ id: 2 }, { id: 3 }] } as unknown as OwnPresence;
const never = () => Promise.reject(new Error('there is nothing to do'));
const store = { addConnection: never, addConsumer: never, removeConnections: never, removeConsumers: never };

it('reads no rows and changes nothing where the digests agree', async () => {
  const known = { digest: () => Promise.resolve(digestOf(own)), read: never };
  expect(await restorePresence(store, known, () => own)).toEqual([]);
});

it('asks what the broker has again after the rows are read', async () => {
  let isRead = false;
  const rows = [2, 3].map((id) => ({ connection_id: 1, consumer_id: id }));
  const known = { digest: () => Promise.resolve('another'), read: async () => ((isRead = true), rows) };
  const had = { connections: own.connections, consumers: own.consumers.slice(1) };
  expect(await restorePresence(store, known, () => (isRead ? own : had))).toEqual([]);
});
