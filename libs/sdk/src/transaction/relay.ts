import { setMaxListeners } from 'node:events';
import { readDuration, type Duration } from '../duration.js';
import { invalidOption, isHowdahError } from '../errors.js';
import type { Client } from '../client.js';
import { Backoff } from '../session/backoff.js';
import { pause } from '../session/wait.js';
import { keepInOutbox, takeFromOutbox, type OutboxRow } from './outbox.js';
import type { SqlTransaction } from './sql-transaction.js';

/** How an outbox is relayed. */
export interface RelayOptions {
  /** Publishes; of the virtual host that the messages are for. */
  readonly client: Client;
  /** Runs its work in a transaction of the outbox's database, and commits it when the work resolves. */
  readonly transaction: (work: (tx: SqlTransaction) => Promise<number>) => Promise<number>;
  /** How long it waits when the outbox is empty. Default 500 ms. */
  readonly interval?: Duration;
  /** Told of messages that are refused, which stay in the outbox, and of a database or broker that is away. Default: nobody is told. */
  readonly onError?: (error: unknown) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Publishes what `viaOutbox` has written, in its order, until the signal ends it. A message leaves the outbox in the transaction that
 * follows its confirm: after a crash between the two it is published again, under the same id, for which there is `message.inbox`. Of
 * several relays one works at a time.
 *
 * @returns When the signal has ended it. It never rejects: what fails is told to `onError` and repeated.
 * @throws HowdahError `invalid_option` for an interval that is no duration.
 */
export async function relayOutbox(options: RelayOptions): Promise<void> {
  const { transaction, interval = '500ms', onError = () => undefined } = options;
  // Every publish of a batch listens to it, which is no leak.
  const signal = AbortSignal.any([options.signal]);
  setMaxListeners(0, signal);
  const idleMs = readDuration(interval, 'interval');
  const backoff = new Backoff({ baseMs: 100, maxMs: 10_000 });
  const wait = (ms: number): Promise<void> => pause(ms, signal).catch(() => undefined);
  while (!signal.aborted) {
    try {
      const taken = await transaction((tx) => relayOnce(tx, { ...options, signal }));
      backoff.reset();
      if (taken === 0) await wait(idleMs);
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      await wait(backoff.next());
    }
  }
}

/** Returns how many were taken out. */
async function relayOnce(tx: SqlTransaction, { client, signal, onError }: RelayOptions): Promise<number> {
  const rows = (await takeFromOutbox(tx)) ?? [];
  const outcomes = await Promise.allSettled(rows.map((row) => forward(client, row, signal)));
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    if (!isRefusal(outcome.reason)) throw outcome.reason;
    onError?.(outcome.reason);
    await keepInOutbox(tx, rows[i]!, (outcome.reason as Error).message);
  }
  return rows.length;
}

function forward(client: Client, { vhost, message }: OutboxRow, signal: AbortSignal): Promise<void> {
  if (vhost === client.vhost) return client.forward(message, signal);
  return Promise.reject(
    invalidOption(`a message of vhost '${vhost}' is relayed to '${client.vhost}'`, 'Relay with a client of that virtual host.'),
  );
}

const refusals = new Set(['queue_not_found', 'access_refused', 'message_refused', 'unsupported', 'invalid_option']);

const isRefusal = (error: unknown): boolean => isHowdahError(error) && refusals.has(error.code);
