import { DeadLetter, deadLettersOf } from '@howdah/sdk';
import { mails } from './queues.js';
import type { Shop } from './shop.js';

/** Sends what customers are told. An address that means nothing is no matter of trying again. */
export function serveMails(shop: Shop): void {
  shop.client.consume(mails, async (message) => {
    const { orderId, to } = message.data;
    if (!/^[^@\s]+@[^@\s]+$/.test(to)) throw new DeadLetter(`'${to}' is no address`);
    // Here a mail server would be called; sending twice is what no shop can rule out.
    await shop.once(message, ({ db }) => noteMail(db, orderId, 'sent'));
  });

  // Somebody has to look after what could not be done; here it is only noted.
  shop.client.consume(deadLettersOf(mails), (message) =>
    shop.once(message, ({ db }) => noteMail(db, (message.data as { orderId: string }).orderId, 'failed')),
  );
}

async function noteMail(
  db: { query(text: string, values: string[]): Promise<unknown> },
  orderId: string,
  what: 'sent' | 'failed',
): Promise<void> {
  await db.query('update orders set mail = $2 where id = $1', [orderId, what]);
}
