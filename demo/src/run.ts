import { BrokerClient } from './broker-client.js';
import { readDeadLetters } from './dead-letters.js';
import { expectedEndings, type Expected } from './expected.js';
import { Ledger } from './ledger.js';
import type { Options } from './options.js';
import { readOrderLines } from './orders-file.js';
import { ProgressTable } from './progress-table.js';
import { publishOrders } from './publisher.js';
import { QueueWatch } from './queue-watch.js';
import { addsUp, reconcile } from './reconcile.js';
import { showDeadLetters, showReconciliation, type ServiceReport } from './report.js';
import type { Screen } from './screen.js';
import { services } from './services/services.js';
import { declareTopology } from './topology.js';
import { runWorker } from './worker.js';

/** The whole demonstration against the broker at `url`. Resolves with whether it adds up. */
export async function run(url: string, options: Options, screen: Screen, signal: AbortSignal): Promise<boolean> {
  const lines = readOrderLines();
  const expected = expectedEndings(lines);
  const client = new BrokerClient(url, (isAway) =>
    screen.say(isAway ? 'the broker is away; trying again' : 'the broker is back'),
  );
  const ledger = new Ledger();
  const watch = new QueueWatch(client);
  await declareTopology(client, new URL(url).username || 'guest');

  const table = new ProgressTable(ledger, watch, totalOf(expected));
  const drawing = setInterval(() => screen.draw(table.lines()), screen.refreshMs);
  try {
    await work({ lines, client, ledger, watch, options, signal });
  } finally {
    clearInterval(drawing);
  }
  screen.draw(table.lines());
  screen.keep();

  const reports = await report(client, ledger, expected);
  for (const line of ['', ...showDeadLetters(reports), '', ...showReconciliation(reports)]) screen.say(line);
  screen.say(`${client.repeatCount} calls were repeated because the broker did not answer`);
  return reports.every(({ reconciliation }) => addsUp(reconciliation));
}

function totalOf(expected: Expected): number {
  return services.reduce((sum, { name }) => sum + expected[name].size, 0);
}

interface Work {
  readonly lines: readonly string[];
  readonly client: BrokerClient;
  readonly ledger: Ledger;
  readonly watch: QueueWatch;
  readonly options: Options;
  readonly signal: AbortSignal;
}

/** Publishes and consumes at the same time, until everything is published and every queue is empty. */
async function work({ lines, client, ledger, watch, options, signal }: Work): Promise<void> {
  const finished = new AbortController();
  const failed = new AbortController();
  const ending = AbortSignal.any([signal, failed.signal]);
  let isPublished = false;
  const publishing = publishOrders(lines, { client, ledger, rate: options.rate, signal: ending }).then(
    () => (isPublished = true),
  );
  const drained = watch.drained(() => isPublished, ending).then(() => finished.abort());
  const context = { client, ledger, signal: AbortSignal.any([ending, finished.signal]) };
  const workers = services.flatMap((service) => Array.from({ length: options.consumerCount }, () => runWorker(service, context)));
  await Promise.all([publishing, drained, ...workers]).finally(() => failed.abort());
}

async function report(client: BrokerClient, ledger: Ledger, expected: Expected): Promise<ServiceReport[]> {
  return Promise.all(
    services.map(async (service) => {
      const { name } = service;
      const own = ledger.services[name];
      const deadLetters = await readDeadLetters(client, service);
      const { published, received, processed } = own;
      const reconciliation = reconcile(expected[name], { published, received, processed, deadLetters });
      return { name, ledger: own, deadLetters, reconciliation };
    }),
  );
}
