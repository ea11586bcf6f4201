import type { MessageStore, QueueId } from '@howdah/core';
import { outliveLease, type BenchSetup, type MessageStoreBench } from '../bench.js';
import { HandoffRecorder } from '../handoff-recorder.js';

export interface Broker {
  readonly store: MessageStore;
  readonly handoff: HandoffRecorder;
  readonly kill: () => Promise<void>;
  /** The step from which nobody renews its leases any more; null while it lives. */
  lapsesAt: number | null;
}

/** The stores under test: two live brokers at any time, four queues, and time that passes in steps. */
export class World {
  readonly brokers: Broker[] = [];
  readonly queueIds: readonly QueueId[];

  private constructor(readonly bench: MessageStoreBench) {
    this.queueIds = Array.from({ length: 4 }, () => bench.nextQueueId());
  }

  static async open(setup: BenchSetup): Promise<World> {
    const world = new World(await setup());
    await world.start();
    await world.start();
    return world;
  }

  /** Where dead letters go; otherwise a queue like the others. */
  get graveyard(): QueueId {
    return this.queueIds[3] as QueueId;
  }

  async start(): Promise<void> {
    const handoff = new HandoffRecorder();
    const { store, kill } = await this.bench.openStore(handoff);
    this.brokers.push({ store, handoff, kill, lapsesAt: null });
  }

  /** Another broker takes the place of one that ended. */
  async replace(broker: Broker): Promise<void> {
    this.brokers.splice(this.brokers.indexOf(broker), 1);
    await this.start();
  }

  broker(pick: number): Broker {
    return this.brokers[pick % this.brokers.length] as Broker;
  }

  /** The instant so many steps from now. Halves of a step are never on an edge. */
  instant(steps: number): number {
    return this.bench.now() + Math.round(steps * this.bench.leaseMs * 1.2);
  }

  /** One step: more than a lease time. */
  async pass(survivors: readonly Broker[] = this.brokers): Promise<void> {
    await outliveLease(
      this.bench,
      survivors.map(({ store }) => store),
    );
  }

  close(): Promise<void> {
    return this.bench.close();
  }
}
