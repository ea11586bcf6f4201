import { pauseKinds, type QueueStatistics } from '@howdah/core';
import { Gauge, Registry } from 'prom-client';

const states = ['ready', 'unacked', 'delayed', 'dead'] as const;

/** Gauges of each queue: many series, so they have a route of their own. `now` in ms since 1970. */
export function queueMetrics(statistics: readonly QueueStatistics[], now: number): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const messages = new Gauge({
    name: 'howdah_queue_messages',
    help: 'Messages',
    labelNames: ['vhost', 'queue', 'state'],
    registers,
  });
  const labelNames = ['vhost', 'queue'] as const;
  const age = new Gauge({
    name: 'howdah_queue_oldest_message_age_seconds',
    help: 'Age of the oldest ready message',
    labelNames,
    registers,
  });
  const consumers = new Gauge({ name: 'howdah_queue_consumers', help: 'Consumers on this broker', labelNames, registers });
  const paused = new Gauge({
    name: 'howdah_queue_paused',
    help: '1 while delivery or publishing is paused',
    labelNames: ['vhost', 'queue', 'kind'],
    registers,
  });

  for (const one of statistics) {
    const labels = { vhost: one.queue.vhost, queue: one.queue.name };
    for (const state of states) messages.set({ ...labels, state }, one[state]);
    age.set(labels, one.oldestAt === null ? 0 : Math.max(0, now - one.oldestAt) / 1000);
    consumers.set(labels, one.consumers);
    for (const kind of pauseKinds) paused.set({ ...labels, kind }, one.pauses[kind] === null ? 0 : 1);
  }
  return registry.metrics();
}
