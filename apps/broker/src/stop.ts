import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker } from '@howdah/core';
import type { Starting } from './start.js';

/** With what comes before and after it below the 30 s that supervisors wait before they kill. */
const drainMsMax = 22_000;
/** Without its database the broker has nothing to wait for. */
const drainMsMaxAfterFailure = 1_000;
/** What is answered by then is answered; the rest is cut. */
const answerMsMax = 2_000;
/** Clients of AMQP are told to connect elsewhere; who has not taken leave by then is cut. */
const leaveMsMax = 3_000;

/** Readiness goes off at once; then confirms are awaited and leases given back. */
export function drainBroker(broker: Pick<Broker, 'stop'>, { progress, lifetime }: Starting): Promise<void> {
  const limitMs = lifetime.exitCode === 0 ? drainMsMax : drainMsMaxAfterFailure;
  return progress.step('draining the broker', () => broker.stop(limitMs));
}

/** Comes before the drain: what clients have not settled is returned while the broker still takes it. */
export function closeAmqp(servers: readonly AmqpServer[], { progress }: Pick<Starting, 'progress'>): Promise<unknown> {
  return progress.step('closing AMQP', () => Promise.all(servers.map((server) => server.close(leaveMsMax))));
}

interface AmqpServer {
  close(graceMs: number): Promise<void>;
}

interface HttpApp {
  close(): Promise<void>;
  getHttpServer(): { closeAllConnections(): void };
}

export function closeHttp(app: HttpApp, { progress }: Pick<Starting, 'progress'>): Promise<void> {
  return progress.step('closing HTTP', async () => {
    const cut = new AbortController();
    const closed = app.close().finally(() => cut.abort());
    await sleep(answerMsMax, undefined, { signal: cut.signal }).catch(() => undefined);
    app.getHttpServer().closeAllConnections();
    await closed;
  });
}
