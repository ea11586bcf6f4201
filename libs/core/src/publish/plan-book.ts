import type { FieldTable } from '../message/field-table.js';
import type { Durability } from '../ports/message-store.js';
import type { Traffic } from '../statistics/traffic.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import { ExchangePlans, RoutePlan } from './route-plan.js';

/** The routes of the topology as it is now, each worked out when it is first used. */
export class PlanBook {
  #exchanges = new Map<string, ExchangePlans>();
  #version = -1;

  constructor(
    private readonly topology: TopologyCache,
    private readonly traffic: Traffic,
    private readonly durability: Durability,
  ) {}

  /** Of the topology; what was remembered under another version is void. */
  get version(): number {
    return this.topology.current.version;
  }

  refresh(): Promise<void> {
    return this.topology.refresh();
  }

  /** Null when there is no such exchange. */
  ofExchange(vhost: string, name: string): ExchangePlans | null {
    if (this.version !== this.#version) this.#startAnew();
    const key = JSON.stringify([vhost, name]);
    const known = this.#exchanges.get(key);
    if (known !== undefined) return known;
    const plans = this.#plansOf(vhost, name);
    if (plans !== null) this.#exchanges.set(key, plans);
    return plans;
  }

  #startAnew(): void {
    this.#exchanges = new Map();
    this.#version = this.version;
  }

  #plansOf(vhostName: string, name: string): ExchangePlans | null {
    const { current } = this.topology;
    const exchange = current.vhost(vhostName)?.exchanges.get(name);
    if (exchange === undefined) return null;
    const plan = (keys: readonly string[], headers: FieldTable) => {
      const queues = current.route(vhostName, name, keys, headers);
      return new RoutePlan(
        queues.map((queue) => ({
          queue,
          settings: current.settingsOf(queue),
          traffic: this.traffic.of(queue.id),
          pause: current.pauses.of(queue.id).publishing,
        })),
        this.durability,
      );
    };
    return new ExchangePlans(exchange, current.readsHeaders(exchange), plan);
  }
}
