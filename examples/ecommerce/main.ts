import { runExample } from '../environment/run-example.js';
import { sizeOption } from '../environment/size.js';
import { until } from '../environment/until.js';
import { CardCompany } from './card-company.js';
import { serveMails } from './mails.js';
import { placeOrder, serveOrders } from './orders.js';
import { servePayments } from './payments.js';
import { reconcileShop } from './reconcile.js';
import { Shop } from './shop.js';
import { deliver, serveStock } from './stock.js';

const skuCount = 20;

await runExample(async ({ amqpUrl, databaseUrl, signal }) => {
  const orderCount = sizeOption('orders', 500);
  const shop = await Shop.open(amqpUrl, databaseUrl);
  try {
    serveOrders(shop);
    servePayments(shop, new CardCompany(shop.pool));
    serveStock(shop);
    serveMails(shop);
    shop.startRelay();

    await fillShelves(shop, orderCount);
    console.log(`placing ${orderCount} orders`);
    for (let n = 0; n < orderCount && !signal.aborted; n++) await placeOrder(shop, orderNumber(n));
    await until(() => isSettled(shop), signal);
    return await reconcileShop(shop);
  } finally {
    await shop.close();
  }
});

/** A little less than what is ordered: 1 to 3 pieces an order. */
async function fillShelves(shop: Shop, orderCount: number): Promise<void> {
  const pieces = Math.ceil((orderCount / skuCount) * 1.6);
  for (let n = 0; n < skuCount; n++) await deliver(shop, `sku-${n}`, pieces);
}

/** Of 11 cards one is declined, of 17 addresses one means nothing. */
function orderNumber(n: number): Parameters<typeof placeOrder>[1] {
  const quantity = 1 + (n % 3);
  return {
    sku: `sku-${n % skuCount}`,
    quantity,
    cents: quantity * (500 + (n % skuCount) * 100),
    card: n % 11 === 10 ? 'declined-card' : `card-${n}`,
    email: n % 17 === 16 ? 'nobody' : `customer-${n}@shop.example`,
  };
}

/** Every order has come to its end and every customer was told, those of an earlier run that was broken off included. */
async function isSettled(shop: Shop): Promise<boolean> {
  const text = `select not exists (select from orders where mail = 'none') and not exists (select from howdah_outbox) as settled`;
  return (await shop.pool.query<{ settled: boolean }>(text)).rows[0]!.settled;
}
