import { operations, type OutputOf } from '@howdah/contracts';
import type { BrokerClient } from './broker-client.js';
import type { Service } from './services/service.js';
import { vhost } from './topology.js';

export interface DeadLetter {
  /** Of the order. */
  readonly id: string;
  /** Why the broker took it out of the queue. */
  readonly reason: string;
  /** Of the last attempt that told one. */
  readonly error: { readonly name: string; readonly message: string };
}

/** Looks at the dead letters of a service and leaves them where they are. */
export async function readDeadLetters(client: BrokerClient, service: Service): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  let cursor: string | null = null;
  do {
    const query = { vhost, limit: 500, ...(cursor === null ? {} : { cursor }) };
    const page: Page = await client.call(operations.peekMessages, { params: { queue: service.deadLetters }, query });
    letters.push(...(await Promise.all(page.items.map((item) => readDeadLetter(client, service, item)))));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return letters;
}

type Page = OutputOf<typeof operations.peekMessages>;

type Item = Page['items'][number];

async function readDeadLetter(client: BrokerClient, service: Service, item: Item): Promise<DeadLetter> {
  const [last] = item.deaths;
  const { name = 'none', message = '' } = last?.error ?? (await lastError(client, service, item)) ?? {};
  return { id: item.properties.messageId ?? '', reason: last?.reason ?? 'unknown', error: { name, message } };
}

/** A lease that was lost, as when the broker was killed, may have been the last attempt: then one before it says what was wrong. */
async function lastError(
  client: BrokerClient,
  { queue }: Service,
  { id }: Item,
): Promise<DeadLetter['error'] | null | undefined> {
  const { items } = await client.call(operations.listAttempts, { params: { queue, message: id }, query: { vhost } });
  return items.findLast(({ error }) => error !== null)?.error;
}
