import { reportItemsMax } from '@howdah/core';
import type * as core from '@howdah/core';
import { statements } from '../statements.js';
import { int8Array, textArray } from '../wire/array-parameters.js';
import type { Database } from '../wire/database.js';
import { commitChunk } from './operation-chunk.js';
import { operationOf } from './operation-rows.js';
import type { StoreContext } from './store-context.js';

/** Operations as rows; their steps are transactions of the message store. */
export class PostgresOperations implements core.OperationStore {
  constructor(
    private readonly database: Database,
    private readonly context: StoreContext,
    /** Ready messages are in these queues now, where nobody may look for them. */
    private readonly returned: (queueIds: readonly core.QueueId[]) => Promise<void>,
  ) {}

  async position(): Promise<core.Seq> {
    const [row] = await this.database.run(statements.logPosition, []);
    return row!['position'] as core.Seq;
  }

  async create(
    definition: core.OperationDefinition,
    cutoff: core.Seq,
    key: { readonly key: string; readonly digest: Buffer } | null,
  ) {
    const { vhost, author } = definition;
    const values = [vhost, author, key?.key ?? null, key?.digest ?? null, JSON.stringify(definition), cutoff];
    const [row] = await this.database.run(statements.createOperation, values);
    if (row !== undefined) return { operation: operationOf(row), replayed: null };
    const [earlier] = await this.database.run(statements.findOperationByKey, [author, key!.key]);
    return { operation: operationOf(earlier!), replayed: { digest: earlier!['digest'] as Buffer } };
  }

  async get(id: core.OperationId): Promise<core.Operation | null> {
    const [row] = await this.database.run(statements.readOperation, [id]);
    return row === undefined ? null : operationOf(row);
  }

  async list({ vhost, before, limit }: Parameters<core.OperationStore['list']>[0]): Promise<readonly core.Operation[]> {
    const rows = await this.database.run(statements.listOperations, [vhost, before, limit]);
    return rows.map((row) => operationOf(row));
  }

  async listCurrent(endedSince: number): Promise<readonly core.Operation[]> {
    const since = new Date(endedSince).toISOString();
    const rows = await this.database.run(statements.listCurrentOperations, [since]);
    return rows.map((row) => operationOf(row));
  }

  async change(id: core.OperationId, { from, to, reason }: Parameters<core.OperationStore['change']>[1]) {
    const [row] = await this.database.run(statements.changeOperation, [id, textArray(from), to, reason]);
    return row === undefined ? null : operationOf(row);
  }

  async lease(owner: core.OwnerId, limit: number): Promise<readonly core.Operation[]> {
    const rows = await this.database.run(statements.leaseOperations, [owner, limit]);
    return rows.map((row) => operationOf(row));
  }

  async release(owner: core.OwnerId): Promise<void> {
    await this.database.run(statements.releaseOperations, [owner]);
  }

  async setTotal(id: core.OperationId, owner: core.OwnerId, total: number): Promise<core.Operation | null> {
    const [row] = await this.database.run(statements.setOperationTotal, [id, owner, total]);
    return row === undefined ? null : operationOf(row);
  }

  async commitChunk(chunk: core.Chunk): Promise<core.ChunkResult> {
    const result = await this.database.with((connection) => commitChunk(connection, chunk, this.context));
    const queueIds = result.taken.flatMap(({ copy }) => copy?.placements.map(({ queueId }) => queueId) ?? []);
    if (queueIds.length > 0) await this.returned([...new Set(queueIds)]);
    return result;
  }

  async follow(id: core.OperationId): Promise<core.Operation | null> {
    const [row] = await this.database.run(statements.lookAfterMessages, [id, reportItemsMax]);
    return row === undefined ? null : operationOf(row);
  }

  async listFollowing(): Promise<readonly core.OperationId[]> {
    const rows = await this.database.run(statements.listFollowing, []);
    return rows.map((row) => row['id'] as core.OperationId);
  }

  async listReport(id: core.OperationId, { after, limit }: { readonly after: number; readonly limit: number }) {
    const rows = await this.database.run(statements.listReport, [id, after, limit]);
    return rows.map((row) => ({
      position: row['position'] as number,
      messageId: row['message_id'] as core.Seq,
      outcome: row['outcome'] as core.ReportItem['outcome'],
      reason: row['reason'] as string,
      detail: row['detail'] as string,
      at: row['at'] as number,
    }));
  }

  async listTraces(messageId: core.Seq): Promise<readonly core.MessageTrace[]> {
    const rows = await this.database.run(statements.listMessageTraces, [messageId]);
    return rows.map((row) => {
      const [seq, queueId] = [row['seq'] as core.Seq | null, row['queue_id'] as core.QueueId | null];
      return {
        operation: operationOf(row),
        outcome: row['outcome'] as core.MessageTrace['outcome'],
        place: seq === null || queueId === null ? null : { seq, queueId },
        at: row['at'] as number,
        detail: row['detail'] as string,
      };
    });
  }

  async lastAttempts(messageIds: readonly core.Seq[], queueId: core.QueueId): Promise<ReadonlyMap<core.Seq, number>> {
    const rows = await this.database.run(statements.lastAttempts, [int8Array(messageIds), queueId]);
    return new Map(rows.map((row) => [row['message_id'] as core.Seq, row['number'] as number]));
  }
}
