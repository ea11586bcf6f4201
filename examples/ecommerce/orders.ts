import { randomUUID } from 'node:crypto';
import { DeadLetter } from '@howdah/sdk';
import { orderEvents } from './queues.js';
import { charge, saga, type Order, type OrderState } from './saga.js';
import type { Shop, Step } from './shop.js';

/** Resolves when the order and its first message are committed; what comes then is the saga's. */
export function placeOrder(shop: Shop, wanted: Omit<Order, 'id'>): Promise<string> {
  const order = { id: randomUUID(), ...wanted };
  return shop.run(async (step) => {
    const { id, sku, quantity, cents, card, email } = order;
    const values = [id, sku, quantity, cents, card, email];
    await step.db.query('insert into orders (id, sku, quantity, cents, card, email) values ($1, $2, $3, $4, $5, $6)', values);
    await charge(order, step);
    return id;
  });
}

/** Leads each order through the saga. */
export function serveOrders(shop: Shop): void {
  shop.client.consume(orderEvents, (message) =>
    shop.once(message, async (step) => {
      const { orderId, kind } = message.data;
      const { state, ...order } = await lockOrder(step, orderId);
      const transition = saga[state][kind];
      if (transition === undefined) throw new DeadLetter(`order ${orderId} is ${state}: it cannot become ${kind}`);
      await step.db.query('update orders set state = $2 where id = $1', [orderId, transition.to]);
      await transition.then(order, step);
    }),
  );
}

/** Until the commit nobody else leads it on. */
async function lockOrder({ db }: Step, id: string): Promise<Order & { readonly state: OrderState }> {
  const { rows } = await db.query<Order & { state: OrderState }>('select * from orders where id = $1 for update', [id]);
  const [order] = rows;
  if (order === undefined) throw new DeadLetter(`there is no order ${id}`);
  return order;
}
