import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completeHandoff, insert } from '@howdah/storage-conformance';
import type { QueueId } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import { Notifications, PostgresMessageStore } from '@howdah/storage-postgres';

const QUEUE = 1;
const plenty = { count: 100, bytes: 1_000_000 };

/** A broker whose consumers have no credit for what is just committed: all of it is ready. */
interface Broker {
  readonly store: PostgresMessageStore;
  readonly woken: QueueId[];
  close(): Promise<void>;
}

let url: string;
let publishing: Broker;
let consuming: Broker;
beforeEach(async () => {
  ({ url } = await createDatabase());
  publishing = await openBroker('publishing');
  consuming = await openBroker('consuming');
  await expect.poll(() => publishing.store.peers.known && consuming.store.peers.known).toBe(true);
});
afterEach(async () => {
  await publishing.close();
  await consuming.close();
});

async function openBroker(name: string): Promise<Broker> {
  const notifications = new Notifications({ url });
  const store = new PostgresMessageStore({ url, notifications, name });
  const woken: QueueId[] = [];
  await store.open(completeHandoff({ reserve: () => 0, wake: (queueIds) => void woken.push(...queueIds) }));
  const close = async () => {
    await store.close();
    await notifications.close();
  };
  return { store, woken, close };
}

const publish = (text: string): Promise<void> =>
  new Promise((resolve, reject) =>
    publishing.store.insertMessage({
      ...insert(QUEUE, text),
      lane: 0,
      settled: (error) => (error === null ? resolve() : reject(error)),
    }),
  );

const claim = async (): Promise<readonly string[]> =>
  (await consuming.store.claimMessages(QUEUE, plenty)).runs.flatMap(({ messages }) =>
    messages.map(({ message }) => message.body.toString()),
  );

/** Until the consumers of the other broker are told to look. */
async function woken(): Promise<void> {
  await expect.poll(() => consuming.woken).toContain(QUEUE);
  consuming.woken.length = 0;
}

describe('a broker whose consumers wait at a queue that another publishes to', () => {
  test('is told of each message, one after the other', async () => {
    expect(await claim()).toEqual([]);
    for (const text of ['a', 'b', 'c']) {
      await publish(text);
      await woken();
      expect(await claim()).toEqual([text]);
      // Looks again by itself, and only then waits to be told.
      await woken();
      expect(await claim()).toEqual([]);
    }
  });

  test('finds by itself what follows on what it has found', async () => {
    await publish('a');
    expect(await claim()).toEqual(['a']);
    await publish('b');
    await woken();
    expect(await claim()).toEqual(['b']);
  });

  test('is told of what was committed after it had looked and before anybody knew that it waits', async () => {
    await publish('a');
    // As after a look that came too early for it.
    await consuming.store.peers.waitFor(QUEUE);
    await woken();
    expect(await claim()).toEqual(['a']);
  });
});
