import { charges, mails, refunds, reservations, type OrderEventKind } from './queues.js';
import type { Step } from './shop.js';

export type OrderState = 'placed' | 'paid' | 'refunding' | 'confirmed' | 'cancelled';

export interface Order {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly cents: number;
  readonly card: string;
  readonly email: string;
}

interface Transition {
  readonly to: OrderState;
  /** Asks the next service. */
  readonly then: (order: Order, step: Step) => Promise<void>;
}

export const charge = ({ id: orderId, cents, card }: Order, { publish }: Step): Promise<void> =>
  publish(charges, { orderId, cents, card });

const reserve = ({ id: orderId, sku, quantity }: Order, { publish }: Step): Promise<void> =>
  publish(reservations, { orderId, sku, quantity });

const refund = ({ id: orderId }: Order, { publish }: Step): Promise<void> => publish(refunds, { orderId });

const tell =
  (text: string) =>
  ({ id: orderId, email: to }: Order, { publish }: Step): Promise<void> =>
    publish(mails, { orderId, to, text });

/** An order's way: by its state and by what has happened. `refunding` takes back a step that was done: the compensation. */
export const saga: Readonly<Record<OrderState, Partial<Record<OrderEventKind, Transition>>>> = {
  placed: {
    paid: { to: 'paid', then: reserve },
    declined: { to: 'cancelled', then: tell('Your card was declined.') },
  },
  paid: {
    reserved: { to: 'confirmed', then: tell('Your order is on its way.') },
    out_of_stock: { to: 'refunding', then: refund },
  },
  refunding: {
    refunded: { to: 'cancelled', then: tell('We have run out of it; your money is on its way back.') },
  },
  confirmed: {},
  cancelled: {},
};
