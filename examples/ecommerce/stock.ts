import { orderEvents, reservations } from './queues.js';
import type { Shop } from './shop.js';

/** Takes what was ordered off the shelf, if there is enough of it. */
export function serveStock(shop: Shop): void {
  shop.client.consume(reservations, (message) =>
    shop.once(message, async ({ db, publish }) => {
      const { orderId, sku, quantity } = message.data;
      const text = 'update stock set on_hand = on_hand - $2 where sku = $1 and on_hand >= $2';
      const { rowCount } = await db.query(text, [sku, quantity]);
      await publish(orderEvents, { orderId, kind: rowCount === 1 ? 'reserved' : 'out_of_stock' });
    }),
  );
}

/** More of it on the shelf. */
export async function deliver(shop: Shop, sku: string, quantity: number): Promise<void> {
  const text = `insert into stock (sku, delivered, on_hand) values ($1, $2, $2)
                on conflict (sku) do update set delivered = stock.delivered + $2, on_hand = stock.on_hand + $2`;
  await shop.pool.query(text, [sku, quantity]);
}
