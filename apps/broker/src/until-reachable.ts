import { setTimeout as sleep } from 'node:timers/promises';
import { toBrokerError, type BrokerError } from '@howdah/core';
import { StartupError } from './startup-error.js';

export interface Patience {
  /** Gives up when so long has passed since the first attempt. */
  readonly limitMs: number;
  readonly pauseMs: number;
  /** Ends the waiting at once. */
  readonly signal: AbortSignal;
  /** Told each time that the server could not be reached. */
  readonly onUnreachable: (error: BrokerError) => void;
}

/** Network codes of Node and SQLSTATEs of a server that is starting, stopping, full of sessions or not yet promoted. */
const passingStates = /^(ECONN|EPIPE|EHOST|ENET|ENOTFOUND|EAI_|ETIMEDOUT|08|57P|53300|25006)/;

/**
 * Repeats `work` while the database cannot be reached: under a supervisor it may come up after us. Whatever does not pass
 * by waiting, such as a wrong password, fails at once.
 */
export async function untilReachable<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      const error = toBrokerError(thrown);
      if (!mayPass(error)) throw thrown;
      const leftMs = startedAt + patience.limitMs - performance.now();
      if (leftMs <= 0) throw gaveUp(error, patience.limitMs);
      patience.onUnreachable(error);
      await sleep(Math.min(patience.pauseMs, leftMs), undefined, { signal: patience.signal });
    }
  }
}

function gaveUp(error: BrokerError, limitMs: number): StartupError {
  return new StartupError(`The database could not be reached for ${limitMs / 1000} s: ${error.message}`, {
    cause: error,
    remedy: 'Start Postgres, or correct the address in HOWDAH_DATABASE_URL.',
  });
}

function mayPass({ code, details, message }: BrokerError): boolean {
  if (code !== 'storage_unavailable') return false;
  const state = details['sqlState'];
  // Without a state it is either a connection that broke off or a refused authentication method (SASL).
  return typeof state === 'string' ? passingStates.test(state) : !/SASL|password/.test(message);
}
