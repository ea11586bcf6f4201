import type { QueueId } from '@howdah/core';
import { statements } from '../statements.js';
import { int4Array, int8Array } from '../wire/array-parameters.js';
import type { Database } from '../wire/database.js';
import { nextSweepAt, type Claims } from './claims.js';

/**
 * Finds queues whose messages nobody was told of, all of them by one statement: a claim from each of a thousand quiet queues takes a whole
 * core. Like a claim it looks behind where this broker's claims have come to, and now and then at all there is.
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
    const found = rows.map((row) => row['queue_id'] as QueueId);
    for (const queueId of found) {
      if (isSweep) this.claims.rewind(queueId);
      else this.claims.lookBack(queueId);
    }
    return found;
  }
}
