/** An order as the shop writes it, one JSON line each. */
export interface Order {
  readonly id: string;
  readonly event: 'created' | 'cancelled';
  readonly region: Region;
  readonly channel: Channel;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
  /** ISO 3166. */
  readonly country: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly payment: { readonly method: 'card' | 'transfer' | 'wallet'; readonly token: string };
}

export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  /** Of one piece, in hundredths of the currency. */
  readonly priceCents: number;
}

export type Region = 'eu' | 'uk' | 'us' | 'asia';
export type Channel = 'web' | 'app' | 'store';

/** What routes an order; the order itself may be unreadable. */
export type Envelope = Pick<Order, 'id' | 'event' | 'region' | 'channel'>;

const front = /^\{"id":"([\w-]+)","event":"(created|cancelled)","region":"(eu|uk|us|asia)","channel":"(web|app|store)"/;

/** Reads the front of a line alone: a line that was cut off is routed too, and whoever receives it must cope. */
export function readEnvelope(line: string): Envelope {
  const [, id, event, region, channel] = front.exec(line) ?? [];
  if (id === undefined) throw new Error(`no order begins like this: ${line.slice(0, 80)}`);
  return { id, event, region, channel } as Envelope;
}

/** Such as order.created.eu.web */
export function routingKeyOf({ event, region, channel }: Envelope): string {
  return `order.${event}.${region}.${channel}`;
}

/** @throws SyntaxError when the text is no JSON. */
export function parseOrder(text: string): Order {
  return JSON.parse(text) as Order;
}
