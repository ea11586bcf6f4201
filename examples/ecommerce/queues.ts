import { defineQueue, exponential } from '@howdah/sdk';
import { z } from 'zod';

const orderId = z.uuid();
const retry = exponential({ attempts: 5, base: '100ms', max: '5s' });

export const charges = defineQueue('shop.charges', {
  schema: z.object({ orderId, cents: z.int().positive(), card: z.string() }),
  retry,
});

export const refunds = defineQueue('shop.refunds', { schema: z.object({ orderId }), retry });

export const reservations = defineQueue('shop.reservations', {
  schema: z.object({ orderId, sku: z.string(), quantity: z.int().positive() }),
  retry,
});

export const mails = defineQueue('shop.mails', {
  schema: z.object({ orderId, to: z.string(), text: z.string() }),
  retry,
});

/** What has happened to an order: how payments and stock answer. */
export const orderEvents = defineQueue('shop.order-events', {
  schema: z.object({ orderId, kind: z.enum(['paid', 'declined', 'reserved', 'out_of_stock', 'refunded']) }),
  retry,
});

export type OrderEventKind = 'paid' | 'declined' | 'reserved' | 'out_of_stock' | 'refunded';
