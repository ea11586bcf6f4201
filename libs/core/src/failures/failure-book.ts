import { createHash } from 'node:crypto';
import type { AttemptError, DeathReason } from '../message/message.js';
import type { Clock } from '../ports/clock.js';
import type { Failure, Fingerprint } from '../ports/failure-store.js';
import type { AttemptOutcome, QueueId } from '../ports/message-store.js';
import { normaliseMessage } from './normalise.js';
import { topFrame } from './top-frame.js';

/** A queue whose errors are never alike must not fill the store: so many groups a day, then one for all others. */
export const groupsPerQueueMax = 500;
const dayMs = 24 * 60 * 60 * 1000;

export interface FailureCause {
  readonly error: AttemptError | null;
  /** How it ended: the group's name where nobody told an error. */
  readonly ending: AttemptOutcome | DeathReason;
}

/** Knows which group a failure belongs to, and how many groups each queue has made lately through this broker. */
export class FailureBook {
  #known = new Map<QueueId, Set<Fingerprint>>();
  #startedAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  of(queueId: QueueId, { error, ending }: FailureCause): Failure {
    const failure =
      error === null
        ? named(queueId, ending, '', null)
        : named(queueId, error.name, normaliseMessage(error.message), topFrame(error.stack));
    return this.#admit(failure) ? failure : named(queueId, 'other errors', '', null);
  }

  #admit({ queueId, fingerprint }: Failure): boolean {
    if (this.clock.now() - this.#startedAt >= dayMs) this.#startAnew();
    const known = this.#known.get(queueId) ?? new Set();
    if (known.has(fingerprint)) return true;
    if (known.size >= groupsPerQueueMax) return false;
    this.#known.set(queueId, known.add(fingerprint));
    return true;
  }

  #startAnew(): void {
    this.#known = new Map();
    this.#startedAt = this.clock.now();
  }
}

function named(queueId: QueueId, errorName: string, message: string, frame: string | null): Failure {
  const hash = createHash('sha256')
    .update(JSON.stringify([queueId, errorName, message, frame]))
    .digest();
  return { fingerprint: hash.readUIntBE(0, 6), queueId, errorName, message, frame };
}
