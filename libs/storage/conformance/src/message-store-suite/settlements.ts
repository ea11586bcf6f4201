import type { AttemptOutcome, AttemptRecord, Failure, Insert, QueueId, Settlement } from '@howdah/core';
import type { Delivery } from './actions.js';
import { placement } from './builders.js';

type Return = Extract<Settlement, { kind: 'return' }>;

export function acked({ lease, seq }: Delivery): Settlement {
  return { kind: 'ack', delivery: { lease, seq } };
}

/** Back to the queue with its attempts as they were, unless told otherwise. */
export function returned(delivery: Delivery, part: Partial<Return> = {}): Settlement {
  const { lease, seq, run } = delivery;
  const { attempts } = run;
  return {
    kind: 'return',
    delivery: { lease, seq },
    run,
    attempts,
    redelivered: true,
    availableAt: null,
    attempt: null,
    failure: null,
    ...part,
  };
}

/** Back to the queue with one more attempt that is on record. */
export function retried(delivery: Delivery, availableAt: number | null = null): Settlement {
  const attempt = attemptOf(delivery, 'retry');
  return returned(delivery, { attempts: attempt.number, availableAt, attempt, failure: outOfStock(delivery) });
}

/** Dead, with a copy in the queue given or nowhere. */
export function deadLettered(delivery: Delivery, deadLetterQueue: QueueId | null): Settlement {
  const { lease, seq, run } = delivery;
  const copy: Insert | null =
    deadLetterQueue === null
      ? null
      : {
          message: delivery.message,
          durable: run.durable,
          placements: [placement(deadLetterQueue, { deadFrom: run.queueId })],
        };
  return {
    kind: 'dead-letter',
    delivery: { lease, seq },
    copy,
    attempt: attemptOf(delivery, 'reject'),
    failure: outOfStock(delivery),
  };
}

export function attemptOf(delivery: Delivery, outcome: AttemptOutcome): AttemptRecord {
  return {
    messageId: delivery.message.id ?? delivery.seq,
    queueId: delivery.run.queueId,
    number: delivery.run.attempts + 1,
    consumer: 'packer-1',
    startedAt: Date.UTC(2030, 0, 1, 12),
    endedAt: Date.UTC(2030, 0, 1, 12, 0, 1),
    outcome,
    error: { name: 'OutOfStock', message: 'no more of article 7', stack: 'at pack (packer.ts:1:1)' },
    fingerprint: outOfStock(delivery).fingerprint,
  };
}

/** The group of those attempts: another one in each queue. */
export function outOfStock({ run: { queueId } }: Pick<Delivery, 'run'>): Failure {
  return {
    fingerprint: 2 ** 40 + queueId,
    queueId,
    errorName: 'OutOfStock',
    message: 'no more of article <n>',
    frame: 'pack (packer.ts)',
  };
}
