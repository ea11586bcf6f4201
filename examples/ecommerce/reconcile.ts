import { reconcile } from '../environment/reconciliation.js';
import type { Shop } from './shop.js';

const figures = `
  select
    (select count(*) from orders)::int                                                       as placed,
    (select count(*) from orders where state = 'confirmed')::int                             as confirmed,
    (select count(*) from orders where state = 'cancelled')::int                             as cancelled,
    (select coalesce(sum(cents), 0) from orders where state = 'confirmed')::int              as sold,
    (select coalesce(sum(cents), 0) from payment where not refunded)::int                    as paid,
    (select coalesce(sum(cents), 0) from card_charge where not refunded)::int                as charged,
    (select coalesce(sum(quantity), 0) from orders where state = 'confirmed')::int           as reserved,
    (select coalesce(sum(delivered - on_hand), 0) from stock)::int                           as taken,
    (select count(*) from payment where refunded)::int                                       as refunded,
    (select count(*) from orders where mail = 'sent')::int                                   as sent,
    (select count(*) from orders where mail = 'failed')::int                                 as failed,
    (select count(*) from howdah_outbox)::int                                                as waiting`;

type Figure =
  | 'placed'
  | 'confirmed'
  | 'cancelled'
  | 'sold'
  | 'paid'
  | 'charged'
  | 'reserved'
  | 'taken'
  | 'refunded'
  | 'sent'
  | 'failed'
  | 'waiting';

/** Compares what orders, payments, the card company, stock and mails have in their books. */
export async function reconcileShop(shop: Shop): Promise<boolean> {
  const { rows } = await shop.pool.query<Record<Figure, number>>(figures);
  const of = rows[0]!;
  console.log(
    `${of.placed} orders: ${of.confirmed} confirmed, ${of.cancelled} cancelled, of which ${of.refunded} were refunded; ` +
      `${of.sent} mails sent, ${of.failed} addresses meant nothing`,
  );
  return reconcile([
    { what: 'orders placed = confirmed + cancelled', found: of.placed, expected: of.confirmed + of.cancelled },
    { what: 'cents paid = cents of confirmed orders', found: of.paid, expected: of.sold },
    { what: 'cents charged by the card company = cents paid', found: of.charged, expected: of.paid },
    { what: 'pieces taken off the shelf = pieces of confirmed orders', found: of.taken, expected: of.reserved },
    { what: 'orders placed = mails sent + failed', found: of.placed, expected: of.sent + of.failed },
    { what: 'messages left in the outbox', found: of.waiting, expected: 0 },
  ]);
}
