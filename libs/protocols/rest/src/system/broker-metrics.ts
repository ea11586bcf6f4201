import { operationKinds, type Broker, type BrokerCounters } from '@howdah/core';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** Whoever can show metrics in Prometheus' text format. */
export interface MetricsSource {
  metrics(): Promise<string>;
}

/** Counters of this broker and its process, which add up where it runs as several; nothing that names a queue or reads the database. */
export function createMetrics(broker: Broker, version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    ...{ name: 'howdah_build_info', help: 'Version of the broker', labelNames: ['version'] },
    ...{ registers: [registry], aggregator: 'first' },
  }).set({ version }, 1);

  const read = () => broker.statistics.counters();
  const count = (name: string, help: string, valuesOf: (counters: BrokerCounters) => readonly Value[]) =>
    addCounter(registry, { name: `howdah_messages_${name}_total`, help, valuesOf: () => valuesOf(read()) });

  count('published', 'Messages accepted from publishers', ({ published }) => [[{}, published]]);
  count('unroutable', 'Messages that no queue wanted', ({ unroutable }) => [[{}, unroutable]]);
  count('delivered', 'Messages handed to consumers', ({ delivered, redelivered }) => [
    [{ redelivered: 'false' }, delivered - redelivered],
    [{ redelivered: 'true' }, redelivered],
  ]);
  count('settled', 'Deliveries settled by consumers', ({ acknowledged, released, retried, rejected }) => [
    [{ outcome: 'ack' }, acknowledged],
    [{ outcome: 'release' }, released],
    [{ outcome: 'retry' }, retried],
    [{ outcome: 'reject' }, rejected],
  ]);
  count('expired', 'Messages whose time to live ended', ({ expired }) => [[{}, expired]]);
  count('dead_lettered', 'Messages moved to a dead-letter exchange', ({ deadLettered }) => [[{}, deadLettered]]);
  count('moved', 'Messages moved or removed by operations', ({ moved }) =>
    operationKinds.map((kind) => [{ kind }, moved[kind]] as const),
  );
  addCounter(registry, {
    ...{ name: 'howdah_leases_lost_total', help: 'Settlements that came after the lease had ended' },
    valuesOf: () => [[{}, read().leasesLost]],
  });
  addReplication(registry, broker);
  return registry;
}

function addReplication(registry: Registry, broker: Broker): void {
  new Gauge({
    ...{ name: 'howdah_durability_replicated', help: '1: a confirm stands for more than one copy; 0: for a single one' },
    ...{ registers: [registry], aggregator: 'min' },
    collect() {
      this.set(broker.statistics.replication()?.isReplicated === true ? 1 : 0);
    },
  });
}

type Value = readonly [labels: Readonly<Record<string, string>>, value: number];

interface Description {
  readonly name: string;
  readonly help: string;
  readonly valuesOf: () => readonly Value[];
}

/** The core counts; this shows. */
function addCounter(registry: Registry, { name, help, valuesOf }: Description): void {
  const labelNames = [...new Set(valuesOf().flatMap(([labels]) => Object.keys(labels)))];
  new Counter({
    ...{ name, help, labelNames, registers: [registry] },
    collect() {
      this.reset();
      for (const [labels, value] of valuesOf()) this.inc(labels, value);
    },
  });
}
