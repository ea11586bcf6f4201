import { charges, orderEvents, refunds } from './queues.js';
import type { CardCompany } from './card-company.js';
import type { Shop } from './shop.js';

/** Charges and refunds. The call comes before the transaction: it may come twice, and its key makes that harmless. */
export function servePayments(shop: Shop, cards: CardCompany): void {
  shop.client.consume(charges, async (message) => {
    const { orderId, cents, card } = message.data;
    const accepted = await cards.charge(orderId, cents, card);
    await shop.once(message, async ({ db, publish }) => {
      if (accepted) await db.query('insert into payment (order_id, cents) values ($1, $2)', [orderId, cents]);
      await publish(orderEvents, { orderId, kind: accepted ? 'paid' : 'declined' });
    });
  });

  shop.client.consume(refunds, async (message) => {
    const { orderId } = message.data;
    await cards.refund(orderId);
    await shop.once(message, async ({ db, publish }) => {
      await db.query('update payment set refunded = true where order_id = $1', [orderId]);
      await publish(orderEvents, { orderId, kind: 'refunded' });
    });
  });
}
