import type { Authorizer } from '../access/authorizer.js';
import type { MessageVerbs, Received, ReceiveOptions } from '../broker-api.js';
import type { BrokerCounters } from '../statistics/statistics-api.js';
import { BrokerError } from '../errors.js';
import type { Lifecycle } from '../lifecycle.js';
import type { Clock } from '../ports/clock.js';
import type { Claim, LeasedRun, MessageStore } from '../ports/message-store.js';
import { exceedsDeliveryLimit } from '../settle/decide.js';
import type { Origin } from '../settle/dead-letter.js';
import type { Deliveries } from '../settle/deliveries.js';
import { decodeToken, encodeToken } from '../settle/token.js';
import type { Traffic } from '../statistics/traffic.js';
import { requireOwn } from '../topology/ownership.js';
import { identityOf } from '../settle/settlement.js';
import type { Pumps } from './pumps.js';
import type { Queues } from './queues.js';
import { waitForCall } from './wait-for-call.js';

export interface ReceiveContext {
  readonly store: MessageStore;
  readonly queues: Queues;
  readonly pumps: Pumps;
  readonly authorizer: Authorizer;
  readonly deliveries: Deliveries;
  readonly traffic: Traffic;
  readonly counters: BrokerCounters;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
}

const receiveBytesMax = 8 * 1024 * 1024;
/** What others were claiming, or had locked, at that moment is looked for again so soon. */
const heldUpMs = 20;

export function createReceiveVerbs(context: ReceiveContext): Pick<MessageVerbs, 'receive' | 'extend'> {
  const { store, queues, authorizer, clock } = context;
  return {
    async receive(session, vhost, name, options) {
      context.lifecycle.requireServing();
      checkReceive(options);
      authorizer.authorize(session, vhost, 'read', name);
      const origin = await queues.find(vhost, name);
      requireOwn(session, origin.queue);
      const leased = await leaseSome(context, origin, options);
      const consumer = options.consumer ?? `${session.user}@http`;
      return leased.runs.flatMap((run) => takeRun(context, run, { ...options, consumer, leasedUntil: leased.leasedUntil }));
    },

    async extend(session, vhost, name, token, leaseMs) {
      checkRange('leaseMs', leaseMs, 1_000, 43_200_000);
      authorizer.authorize(session, vhost, 'read', name);
      const { queue } = await queues.find(vhost, name);
      const { lease } = decodeToken(token);
      if (lease.queueId !== queue.id) throw otherQueue(name);
      const leasedUntil = clock.now() + leaseMs;
      if (!(await store.extendLease(lease.owner, leasedUntil))) throw leaseLost();
      return leasedUntil;
    },
  };
}

interface LeasedRuns {
  readonly runs: readonly LeasedRun[];
  /** ms since 1970. */
  readonly leasedUntil: number;
}

/** Claims until something is there, the wait is over or the caller has gone. The lease counts from the claim that found something. */
async function leaseSome(context: ReceiveContext, origin: Origin, options: ReceiveOptions): Promise<LeasedRuns> {
  const { clock, pumps } = context;
  const queueId = origin.queue.id;
  const deadline = clock.now() + options.waitMs;
  const wait = waitForCall(clock, options.signal, (call) => pumps.listen(queueId, call));
  let isSomethingLeft = false;
  try {
    for (;;) {
      const leasedUntil = clock.now() + options.leaseMs;
      const { runs, more } = await claimWorking(context, origin, options);
      isSomethingLeft = more;
      const leftMs = deadline - clock.now();
      const isOver = leftMs <= 0 || options.signal?.aborted === true || context.lifecycle.phase !== 'serving';
      if (runs.length > 0 || isOver) return { runs, leasedUntil };
      await wait.next(more ? Math.min(leftMs, heldUpMs) : leftMs);
    }
  } finally {
    const wasCalled = wait.end();
    if (wasCalled || isSomethingLeft) pumps.callOne(queueId);
  }
}

/** Leases lost too often are dead letters, not deliveries. */
async function claimWorking(
  { queues, store, deliveries }: ReceiveContext,
  { queue, settings }: Origin,
  { max, leaseMs }: ReceiveOptions,
): Promise<Pick<Claim, 'runs' | 'more'>> {
  if (queues.isDeliveryPaused(queue.id)) return { runs: [], more: false };
  const { runs, more } = await store.claimMessages(queue.id, { count: max, bytes: receiveBytesMax, leaseMs });
  const isSpent = (run: LeasedRun) => exceedsDeliveryLimit(run.attempts, settings.deliveryLimit);
  for (const run of runs) if (isSpent(run)) deliveries.deadLetter(run, run.messages);
  return { runs: runs.filter((run) => !isSpent(run)), more };
}

interface Taking {
  readonly consumer: string;
  readonly leasedUntil: number;
  readonly autoAck?: boolean;
}

function takeRun({ store, counters, traffic, clock }: ReceiveContext, run: LeasedRun, taking: Taking): Received[] {
  const startedAt = clock.now();
  const count = run.messages.length;
  counters.delivered += count;
  if (run.redelivered) counters.redelivered += count;
  traffic.of(run.queueId).out += count;
  if (taking.autoAck === true) {
    counters.acknowledged += count;
    for (const { seq } of run.messages) store.ackMessage({ lease: run, seq });
  }
  return run.messages.map(({ seq, message }) => ({
    token: encodeToken({ lease: run, seq, startedAt, consumer: taking.consumer }),
    id: identityOf({ message, seq }),
    message,
    attempt: run.attempts + 1,
    redelivered: run.redelivered,
    leasedUntil: taking.leasedUntil,
  }));
}

function checkReceive({ max, waitMs, leaseMs }: ReceiveOptions): void {
  checkRange('max', max, 1, 1_000);
  checkRange('waitMs', waitMs, 0, 30_000);
  checkRange('leaseMs', leaseMs, 1_000, 43_200_000);
}

function checkRange(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new BrokerError('invalid_argument', `${name} is ${value}; accepted are whole numbers from ${min} to ${max}`, {
    details: { argument: name, found: value, min, max },
  });
}

export function otherQueue(name: string): BrokerError {
  return new BrokerError('invalid_argument', `the delivery token belongs to another queue than '${name}'`, {
    remedy: 'Settle at the queue that the message was received from.',
  });
}

export function leaseLost(): BrokerError {
  return new BrokerError('lease_lost', 'the lease expired or the message is settled already; it is not yours any more', {
    remedy: 'Receive again; use a longer lease or extend it in time.',
  });
}
