import { setTimeout as pause } from 'node:timers/promises';
import type { Percentiles } from '../load/job.js';
import { databaseWorkOf, type DatabaseWork } from './database-work.js';
import type { Figures } from './figures.js';
import type { Bench } from './scenario.js';
import { costBetween, costOf } from './server-cost.js';
import { withTraffic, type Load, type Traffic } from './traffic.js';

const warmUpSecondsMax = 3;

/** Carries a load for the run's time, after a warm-up. */
export function carry(bench: Bench, load: Load): Promise<Figures> {
  return withTraffic(bench.peer, load, async (traffic) => {
    await startTraffic(bench, traffic);
    return observe(bench, traffic, bench.seconds);
  });
}

/** Publishes, and comes back when it is warm. */
export async function startTraffic({ seconds }: Pick<Bench, 'seconds'>, { publisher }: Traffic): Promise<void> {
  await publisher.call({ name: 'start' });
  await pause(1000 * Math.min(warmUpSecondsMax, seconds));
}

/** What the traffic of so many seconds is and costs. */
export async function observe({ peer }: Bench, { publisher, consumer }: Traffic, seconds: number): Promise<Figures> {
  const [sentBefore, gotBefore] = await Promise.all([publisher.call({ name: 'mark' }), consumer.call({ name: 'mark' })]);
  const workBefore = await databaseWorkOf(peer.server);
  const before = costOf(peer.server);
  await pause(seconds * 1000);
  const [sent, got] = await Promise.all([publisher.call({ name: 'read' }), consumer.call({ name: 'read' })]);
  const cost = costBetween(before, costOf(peer.server));
  const work = await databaseWorkOf(peer.server);
  const messages = got.total - gotBefore.total;
  if (messages === 0) throw new Error(`nothing arrived within ${seconds} s`);
  return {
    confirmedPerSecond: (1000 * (sent.total - sentBefore.total)) / (sent.at - sentBefore.at),
    messagesPerSecond: (1000 * messages) / (got.at - gotBefore.at),
    serverCpu: cost.total / messages,
    brokerCpu: cost.broker / messages,
    backendsCpu: cost.backends / messages,
    postgresRestCpu: cost.postgresRest / messages,
    clientCpu: (sent.cpu + got.cpu) / messages,
    ...(work !== undefined && workBefore !== undefined && databaseFigures(workBefore, work, messages)),
    ...percentiles('endToEnd', got.latency),
    ...percentiles('confirm', sent.latency),
    lateP99: sent.late.p99,
  };
}

function databaseFigures(before: DatabaseWork, after: DatabaseWork, messages: number): Figures {
  return { walBytes: (after.walBytes - before.walBytes) / messages, perCommit: messages / (after.commits - before.commits) };
}

function percentiles(name: string, { p50, p99, p999 }: Percentiles): Figures {
  return { [`${name}P50`]: p50, [`${name}P99`]: p99, [`${name}P999`]: p999 };
}
