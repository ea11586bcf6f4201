import { setTimeout as pause } from 'node:timers/promises';
import { connect, defineQueue, isHowdahError } from '@howdah/sdk';
import { retryMs, type ClientContext } from './client.js';
import { shared } from './topology.js';

/** Publishes with the SDK, which reconnects and repeats by itself: its caller should see no error, whatever happens to brokers. */
export class SdkPublisher {
  readonly #queue = defineQueue<{ n: number }>(shared.name, { declare: false, deadLetter: false });
  #sent = 0;
  #underWay = 0;
  #isPublishing = true;

  constructor(
    readonly context: ClientContext,
    private readonly everyMs: number,
  ) {}

  async run(): Promise<void> {
    const { brokers, home, name } = this.context;
    const addresses = [...brokers.slice(home), ...brokers.slice(0, home)].map(({ amqpUrl }) => amqpUrl);
    // A lost connection is no error of a publish.
    const client = await connect(addresses, { name, onError: () => undefined, publishTimeout: '60s', maxBackoff: '1s' });
    const publish = (id: string) => client.publish(this.#queue, { n: this.#sent }, { idempotencyKey: id });
    while (this.#isPublishing) {
      void this.#publish(`${name}.${++this.#sent}`, publish);
      await pause(this.everyMs);
    }
    while (!this.isDone) await pause(this.everyMs);
    await client.close();
  }

  finish(): void {
    this.#isPublishing = false;
  }

  get isDone(): boolean {
    return !this.#isPublishing && this.#underWay === 0;
  }

  async #publish(id: string, publish: (id: string) => Promise<unknown>): Promise<void> {
    const { history, name: client } = this.context;
    this.#underWay += 1;
    history.add({ type: 'published', id, client, publisher: client, number: this.#sent, queues: [shared.name], repeats: true });
    try {
      await untilStored(() => publish(id));
      history.add({ type: 'confirmed', id, client });
    } catch (error) {
      history.add({ type: 'failed', id, reason: String(error) });
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** What the broker has refused is the caller's to repeat: it may be refused for longer than any caller waits. */
async function untilStored(publish: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      return void (await publish());
    } catch (error) {
      if (!isHowdahError(error) || error.code !== 'not_stored') throw error;
      await pause(retryMs);
    }
  }
}
