import { Failure, type Service } from './service.js';

/** As payment providers have them for tests. */
export const cardTokens = { declined: 'card_test_declined', gatewayTimesOut: 'card_test_gateway_times_out' };
const timeoutCount = 2;

/** Takes the money for new orders. */
export const payment: Service = {
  name: 'payment',
  queue: 'orders.payment',
  deadLetters: 'orders.payment.dead',
  topics: ['order.created.#'],
  async handle({ payment: { token }, customer }, attempt) {
    if (token === cardTokens.declined) throw new Failure('CardDeclined', `the bank of ${customer.id} declined the card`, true);
    if (token === cardTokens.gatewayTimesOut && attempt <= timeoutCount) {
      throw new Failure('GatewayTimeout', `the payment gateway did not answer, attempt ${attempt}`, false);
    }
  },
};
