import { Properties, type PublishReceipt, type Session } from '@howdah/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { World, type BrokerBench } from './broker-bench.js';
import { createUser } from './test-client.js';

let bench: BrokerBench;
let ann: Session;
beforeEach(async () => {
  bench = await new World().startBroker();
  ann = await createUser(bench, 'ann', 'none');
});

/** What a publisher, which may be open for long, is told of each message: null when it was taken. */
function publisherOf(session: Session) {
  const publisher = bench.broker.messages.openPublisher(session, '/');
  return (exchange: string, routingKey: string, properties: Parameters<typeof Properties.from>[0] = {}) =>
    new Promise<string | null>((resolve) => {
      const receipt: PublishReceipt = { stored: () => resolve(null), failed: ({ message }) => resolve(message) };
      void publisher.publish({ exchange, routingKey, properties: Properties.from(properties), body: Buffer.from('x') }, receipt);
    });
}

describe('a user id', () => {
  it('is the login’s, or anybody’s for an impersonator', async () => {
    await bench.declareQueue('q');
    const publish = publisherOf(ann);
    const asAnn = { name: 'ann', password: 'a long password', role: 'none' } as const;
    expect(await publish('', 'q', { userId: 'ann' })).toBeNull();
    expect(await publish('', 'q', { userId: 'bob' })).toBe("user_id property set to 'bob' but authenticated user was 'ann'");
    await bench.broker.access.putUser(bench.session, { ...asAnn, impersonator: true });
    expect(await publish('', 'q', { userId: 'bob' })).toBeNull();
    await bench.broker.access.putUser(bench.session, asAnn);
    expect(await publish('', 'q', { userId: 'bob' })).not.toBeNull();
  });
});
