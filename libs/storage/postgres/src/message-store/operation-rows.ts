import type { Operation, OperationDefinition, OperationState } from '@howdah/core';
import type { Row } from '../wire/database.js';

/** Definitions from before there were redrives through exchanges have none. */
const withoutRoute = { exchange: null, routingKey: null };

/** A row of howdah.operation. */
export function operationOf(row: Row): Operation {
  return {
    ...withoutRoute,
    ...(row['definition'] as OperationDefinition),
    id: row['id'] as number,
    state: row['state'] as OperationState,
    stateReason: row['state_reason'] as string | null,
    cutoff: row['cutoff'] as number,
    cursor: row['cursor'] as number,
    total: row['total'] as number | null,
    moved: row['moved'] as number,
    skipped: row['skipped'] as Record<string, number>,
    succeeded: row['succeeded'] as number,
    failed: row['failed'] as number,
    following: row['following'] as number,
    createdAt: row['created_at'] as number,
    endedAt: row['ended_at'] as number | null,
  };
}
