import { setTimeout } from 'node:timers/promises';
import { isHowdahError, type Client, type Queue } from '@howdah/sdk';
import type { Reading } from './queues.js';

const inFlightMax = 200;

/**
 * Publishes readings of many devices, transient: a confirm waits for no disk. While the queue refuses, the newest reading of each device
 * is kept and those before it are given up, so that a burst costs memory for each device and not for each reading.
 */
export class Gateway {
  published = 0;
  /** Gave way to a newer reading of the same device. */
  replaced = 0;
  /** How often the queue was full. */
  refused = 0;
  readonly #waiting = new Map<number, Reading>();

  constructor(
    private readonly client: Client,
    private readonly queue: Queue<Reading>,
  ) {}

  report(reading: Reading): void {
    if (this.#waiting.delete(reading.device)) this.replaced++;
    this.#waiting.set(reading.device, reading);
  }

  /** Resolves when everything that waits is published. */
  async flush(signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from({ length: inFlightMax }, () => this.#publishAll(signal)));
  }

  async #publishAll(signal: AbortSignal): Promise<void> {
    for (let backoffMs = 10; ;) {
      signal.throwIfAborted();
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [device, reading] = next;
      this.#waiting.delete(device);
      try {
        await this.client.publish(this.queue, reading, { persistent: false });
        this.published++;
        backoffMs = 10;
      } catch (error) {
        if (!isHowdahError(error) || error.code !== 'not_stored') throw error;
        this.refused++;
        this.#giveBack(reading);
        await setTimeout(backoffMs * (0.5 + Math.random()));
        backoffMs = Math.min(1_000, backoffMs * 2);
      }
    }
  }

  #giveBack(reading: Reading): void {
    const other = this.#waiting.get(reading.device);
    if (other !== undefined) this.replaced++;
    if (other === undefined || other.n < reading.n) this.#waiting.set(reading.device, reading);
  }
}
