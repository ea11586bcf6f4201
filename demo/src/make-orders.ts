/** Writes data/orders.jsonl, the same one every time: `npx tsx demo/src/make-orders.ts` */
import { writeFileSync } from 'node:fs';
import { catalogue } from './catalogue.js';
import type { Channel, Order, Region } from './order.js';
import { ordersFile } from './orders-file.js';
import { fullMailboxDomain } from './services/email.js';
import { cardTokens } from './services/payment.js';
import { bulkQuantity } from './services/stock.js';

const orderCount = 5_500;
const firstAt = Date.parse('2026-03-02T06:00:00Z');

const random = seeded(20_260_302);
const articles = [...catalogue];
const firstNames = ['Ada', 'Björn', 'Chloé', 'Dmitri', 'Élise', 'Fatima', 'Grace', 'Hiroshi', 'Inés', 'Jürgen', 'Kofi', 'Lucía'];
const lastNames = ['Abe', 'Brown', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'García', 'Haddad', 'Ito', 'Jensen', 'Kowalska'];
const domains = ['mail.example', 'post.example', 'work.example'];
const countries: readonly (readonly [country: string, currency: string, region: Region])[] = [
  ['DE', 'EUR', 'eu'],
  ['FR', 'EUR', 'eu'],
  ['ES', 'EUR', 'eu'],
  ['PL', 'PLN', 'eu'],
  ['GB', 'GBP', 'uk'],
  ['US', 'USD', 'us'],
  ['JP', 'JPY', 'asia'],
  ['KR', 'KRW', 'asia'],
];

writeFileSync(ordersFile, Array.from({ length: orderCount }, (_, index) => `${makeLine(index)}\n`).join(''));

function makeLine(index: number): string {
  const line = JSON.stringify(makeOrder(index));
  // A till that lost its connection while it wrote.
  return happens(0.004) ? line.slice(0, -between(20, 60)) : line;
}

function makeOrder(index: number): Order {
  const [country, currency, region] = oneOf(countries);
  return {
    id: `o-${String(index + 1).padStart(6, '0')}`,
    event: happens(0.08) ? 'cancelled' : 'created',
    region,
    channel: oneOf<Channel>(['web', 'web', 'web', 'app', 'app', 'store']),
    createdAt: new Date(firstAt + index * 9_000 + between(0, 8_999)).toISOString(),
    customer: makeCustomer(),
    country,
    currency,
    lines: Array.from({ length: between(1, 4) }, makeOrderLine),
    payment: makePayment(),
  };
}

function makeCustomer(): Order['customer'] {
  const [first, last] = [oneOf(firstNames), oneOf(lastNames)];
  const id = `c-${between(10_000, 99_999)}`;
  const mailbox = `${first}.${last}.${id.slice(2)}`
    .normalize('NFD')
    .replace(/[^\w.]/g, '')
    .toLowerCase();
  return { id, name: `${first} ${last}`, email: makeAddress(mailbox) };
}

function makeAddress(mailbox: string): string {
  if (happens(0.008)) return oneOf([`${mailbox}.mail.example`, `${mailbox}@`, `@mail.example`]);
  return `${mailbox}@${happens(0.012) ? fullMailboxDomain : oneOf(domains)}`;
}

function makeOrderLine(): Order['lines'][number] {
  return {
    sku: happens(0.003) ? `GONE-${between(100, 999)}` : oneOf(articles),
    quantity: happens(0.002) ? bulkQuantity * between(1, 3) : between(1, 3),
    priceCents: between(250, 9_900),
  };
}

function makePayment(): Order['payment'] {
  const method = oneOf(['card', 'card', 'card', 'wallet', 'transfer'] as const);
  if (method !== 'card') return { method, token: `${method}_${between(100_000, 999_999)}` };
  if (happens(0.015)) return { method, token: cardTokens.declined };
  return { method, token: happens(0.02) ? cardTokens.gatewayTimesOut : `card_${between(100_000, 999_999)}` };
}

function oneOf<T>(choices: readonly T[]): T {
  return choices[between(0, choices.length - 1)]!;
}

function happens(share: number): boolean {
  return random() < share;
}

function between(min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}

/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
