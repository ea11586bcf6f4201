import type { ConnectionRecord, PresentConsumer } from '@howdah/core';
import type { Row } from '../wire/database.js';

export function toConnection(row: Row): ConnectionRecord {
  return {
    id: row['id'] as number,
    owner: row['owner'] as number,
    vhost: row['vhost'] as string,
    user: row['user_name'] as string,
    name: row['name'] as string,
    connectedAt: row['connected_at'] as number,
    details: row['details'] as Record<string, unknown>,
  };
}

export function toConsumer(row: Row): PresentConsumer {
  return {
    id: row['id'] as number,
    connection: row['connection_id'] as number,
    queueId: row['queue_id'] as number,
    tag: row['tag'] as string,
    priority: row['priority'] as number,
    exclusive: row['exclusive'] as boolean,
    singleActive: row['single_active'] as boolean,
    active: row['active'] as boolean,
  };
}
