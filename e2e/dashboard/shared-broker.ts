import { createDatabase } from '@howdah/testing';
import { afterAll, beforeAll } from 'vitest';
import { startBroker, type Broker } from '../broker.js';
import { closeBrowser } from '../browser.js';
import type { AtEnd } from '../program.js';

export interface SharedBroker {
  readonly broker: () => Broker;
}

/** One broker with a database of its own for all tests of a file, which have a virtual host each. */
export function shareBroker(): SharedBroker {
  let broker: Broker | undefined;
  const ends: (() => Promise<void>)[] = [];
  const atEnd: AtEnd = (end) => void ends.push(end);
  beforeAll(async () => {
    broker = await startBroker({ HOWDAH_DATABASE_URL: (await createDatabase()).url }, atEnd);
  }, 240_000);
  afterAll(async () => {
    await closeBrowser();
    for (const end of ends.toReversed()) await end();
  });
  return { broker: () => broker! };
}
