import type { ConnectionRecord, ListedConsumer } from '@howdah/core';
import { instant, instantOrNull } from './instant.js';

export function showConnection({ id, vhost, user, name, connectedAt, details }: ConnectionRecord) {
  return { id: String(id), vhost, user, name, connectedAt: instant(connectedAt), details: { ...details } };
}

export function showConsumer({ id, connection, queueId: _, load, ...consumer }: ListedConsumer) {
  return {
    ...{ id: String(id), connection: String(connection), ...consumer },
    load: load === null ? null : { ...load, oldestDeliveryAt: instantOrNull(load.oldestDeliveryAt) },
  };
}
