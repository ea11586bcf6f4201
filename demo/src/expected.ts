import { catalogue } from './catalogue.js';
import { parseOrder, readEnvelope, type Envelope, type Order } from './order.js';
import { cardTokens } from './services/payment.js';
import type { ServiceName } from './services/service.js';

/** How an order ends in a service. */
export type Ending = 'processed' | DeadEnding;

export interface DeadEnding {
  readonly reason: string;
  /** Name of the error of the last attempt. */
  readonly error: string;
}

/** By service and order id; an order that does not concern a service is not there. */
export type Expected = Readonly<Record<ServiceName, ReadonlyMap<string, Ending>>>;

/** What must come out, from the data alone: neither the topics nor the handlers are asked. */
export function expectedEndings(lines: readonly string[]): Expected {
  const expected = { payment: new Map<string, Ending>(), stock: new Map<string, Ending>(), email: new Map<string, Ending>() };
  for (const line of lines) {
    const envelope = readEnvelope(line);
    const order = readable(line);
    for (const name of concerned(envelope)) {
      expected[name].set(envelope.id, order === null ? rejected('SyntaxError') : endings[name](order));
    }
  }
  return expected;
}

export function concerned({ event, region, channel }: Envelope): ServiceName[] {
  const isOnline = channel !== 'store';
  return [
    ...(event === 'created' ? (['payment'] as const) : []),
    'stock',
    ...(isOnline || region === 'eu' ? (['email'] as const) : []),
  ];
}

const endings: Readonly<Record<ServiceName, (order: Order) => Ending>> = {
  payment: ({ payment }) => (payment.token === cardTokens.declined ? rejected('CardDeclined') : 'processed'),
  stock: ({ lines }) =>
    lines.every(({ sku }) => catalogue.has(sku)) ? 'processed' : { reason: 'delivery_limit', error: 'UnknownSku' },
  email: ({ customer }) => (/.@./.test(customer.email) ? 'processed' : rejected('MalformedAddress')),
};

function rejected(error: string): DeadEnding {
  return { reason: 'rejected', error };
}

function readable(line: string): Order | null {
  try {
    return parseOrder(line);
  } catch {
    return null;
  }
}
