import { Properties, type Handoff, type Message } from '@howdah/core';
import { migrate, Notifications, PostgresMessageStore } from '@howdah/storage-postgres';

/** Nothing is handed over from memory: every message is claimed and read back. */
const noHandoff: Handoff = {
  reserve: () => 0,
  isConsumed: () => false,
  deliver: () => {},
  cancel: () => {},
  overflow: () => {},
  wake: () => {},
  fenced: () => {},
};

export interface OpenEngine {
  readonly store: PostgresMessageStore;
  close(): Promise<void>;
}

export async function openEngine(url: string): Promise<OpenEngine> {
  await migrate({ url });
  const notifications = new Notifications({ url });
  const store = new PostgresMessageStore({ url, notifications, name: 'bench' });
  await store.open(noHandoff);
  return {
    store,
    async close() {
      await store.close();
      await notifications.close();
    },
  };
}

export function messageOf(body: Buffer): Message {
  return {
    exchange: '',
    routingKey: 'bench',
    properties: Properties.empty,
    body,
    publishedAt: Date.now(),
    deaths: [],
    id: undefined,
  };
}

/** Publishes `count` messages to a queue with no more than `window` unconfirmed. */
export function publish(
  store: PostgresMessageStore,
  queueId: number,
  message: Message,
  count: number,
  window: number,
): Promise<void> {
  const placements = [{ queueId, priority: 0, availableAt: null, expiresAt: null, deadFrom: null, limit: null }];
  return new Promise((resolve, reject) => {
    let sent = 0;
    let confirmed = 0;
    const settled = (error: Error | null): void => {
      if (error !== null) return reject(error);
      if (++confirmed === count) return resolve();
      if (sent < count) send();
    };
    const send = (): void => store.insertMessage({ message, durable: true, placements, lane: sent++, settled });
    for (let i = 0; i < Math.min(window, count); i++) send();
  });
}

/** Claims, reads and acknowledges up to `count` messages, `batch` at a time; returns how many there were. */
export async function work(store: PostgresMessageStore, queueId: number, count: number, batch: number): Promise<number> {
  let done = 0;
  while (done < count) {
    const { runs } = await store.claimMessages(queueId, { count: Math.min(batch, count - done), bytes: Number.MAX_SAFE_INTEGER });
    if (runs.length === 0) break;
    for (const run of runs) {
      for (const { seq } of run.messages) store.ackMessage({ lease: run, seq });
      done += run.messages.length;
    }
  }
  return done;
}
