import { setTimeout as pause } from 'node:timers/promises';
import { catalogue } from '../catalogue.js';
import { Failure, type Service } from './service.js';

/** Pieces of one article from which on somebody counts the shelf. */
export const bulkQuantity = 100;
const countingMs = 400;

/** Reserves and takes back articles. */
export const stock: Service = {
  name: 'stock',
  queue: 'orders.stock',
  deadLetters: 'orders.stock.dead',
  topics: ['order.#'],
  async handle({ lines }) {
    const unknown = lines.find(({ sku }) => !catalogue.has(sku));
    // The catalogue might know it a little later, so this is no reason to give up at once.
    if (unknown !== undefined) throw new Failure('UnknownSku', `the catalogue has no article ${unknown.sku}`, false);
    if (lines.some(({ quantity }) => quantity >= bulkQuantity)) await pause(countingMs);
  },
};
