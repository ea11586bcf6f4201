import type { QueueId } from '@howdah/core';
import { statements } from '../statements.js';
import { int4Array, int8Array } from '../wire/array-parameters.js';
import type { Database } from '../wire/database.js';
import { nextSweepAt, type Claims } from './claims.js';

/**
 * Finds queues whose messages nobody was told of, all of them by one statement: a claim from each of a thousand quiet queues takes a whole
 * core. Like a claim that finds nothing it looks behind where claims have come to, and now and then at all there is: where nothing is
 * claimed from, no claim sweeps.
 */
export class ReadyQueues {
  #sweepAt = 0;

  constructor(
    private readonly database: Database,
    private readonly claims: Claims,
  ) {}

  async find(queueIds: readonly QueueId[]): Promise<readonly QueueId[]> {
    if (queueIds.length === 0) return [];
    const begin = Date.now();
    const isSweep = begin > this.#sweepAt;
    const positions = queueIds.map((queueId) => (isSweep ? 0 : this.claims.latePosition(queueId)));
    const rows = await this.database.run(statements.findReady, [int4Array(queueIds), int8Array(positions)]);
    if (isSweep) this.#sweepAt = nextSweepAt(begin);
    return rows.map((row) => row['queue_id'] as QueueId);
  }
}
