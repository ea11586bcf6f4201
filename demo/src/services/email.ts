import { Failure, type Service } from './service.js';

export const fullMailboxDomain = 'full.example';

/** Tells customers who bought online, and every customer in the EU, what became of the order. */
export const email: Service = {
  name: 'email',
  queue: 'orders.email',
  deadLetters: 'orders.email.dead',
  topics: ['order.*.*.web', 'order.*.*.app', 'order.*.eu.#'],
  async handle({ customer }, attempt) {
    const [, domain] = /^[^@\s]+@([^@\s]+)$/.exec(customer.email) ?? [];
    if (domain === undefined) throw new Failure('MalformedAddress', `'${customer.email}' is no e-mail address`, true);
    if (domain === fullMailboxDomain && attempt === 1) {
      throw new Failure('MailboxFull', `452 the mailbox of ${customer.id} is full`, false);
    }
  },
};
