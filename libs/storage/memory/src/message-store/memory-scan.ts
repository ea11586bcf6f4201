import {
  heldStateOf,
  type MessageScan,
  type ScannedMessage,
  type ScannedMessages,
  type ScanPlace,
  type ScanScope,
} from '@howdah/core';
import type { Seq, StoredMessage } from '@howdah/core';
import type { MemoryDatabase } from './memory-database.js';
import { peek } from './observe.js';

export class MemoryScan implements MessageScan {
  constructor(private readonly database: MemoryDatabase) {}

  async scanMessages(scope: ScanScope, after: ScanPlace | null, limit: number): Promise<ScannedMessages> {
    const sign = scope.order === 'newest' ? -1 : 1;
    const compare = (one: ScanPlace, other: ScanPlace) => sign * (one.seq - other.seq || one.queueId - other.queueId);
    const behind = this.#all()
      .filter((scanned) => isInScope(scope, scanned) && (after === null || compare(scanned, after) > 0))
      .sort(compare);
    const messages = behind.slice(0, limit);
    const last = messages.at(-1);
    return {
      messages,
      end: last === undefined ? after : { seq: last.seq, queueId: last.queueId },
      isLast: behind.length < limit,
    };
  }

  async findHolders(seq: Seq): Promise<readonly ScannedMessage[]> {
    return this.#all()
      .filter((scanned) => scanned.seq === seq)
      .sort((one, other) => one.queueId - other.queueId);
  }

  /** What no queue holds is not kept in memory. */
  async readLog(seq: Seq): Promise<StoredMessage | null> {
    const [holder] = await this.findHolders(seq);
    return holder === undefined ? null : { seq, message: holder.message };
  }

  #all(): ScannedMessage[] {
    return [...this.database.entries()].map((entry) => ({ ...peek(entry), queueId: entry.queueId }));
  }
}

function isInScope({ queueIds, about, states }: ScanScope, scanned: ScannedMessage): boolean {
  const { queueId, deadFrom } = scanned;
  const isAbout = about === null || about.includes(queueId) || (deadFrom !== null && about.includes(deadFrom));
  return queueIds.includes(queueId) && isAbout && (states === null || states.includes(heldStateOf(scanned)));
}
