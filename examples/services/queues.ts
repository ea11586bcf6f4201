import { defineQueue, exponential } from '@howdah/sdk';
import { z } from 'zod';

const retry = exponential({ attempts: 4, base: '100ms', max: '5s' });

export const orders = defineQueue('services.orders', {
  schema: z.object({ id: z.uuid(), sku: z.string().min(1), quantity: z.int().min(1).max(100) }),
  retry,
});

export const shipments = defineQueue('services.shipments', { schema: z.object({ orderId: z.uuid() }), retry });

export const invoices = defineQueue('services.invoices', { schema: z.object({ orderId: z.uuid() }), retry });
