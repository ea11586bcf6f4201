import type { Broker, ConnectionRecord } from '@howdah/core';
import { instant } from './instant.js';

type ListedConsumer = Awaited<ReturnType<Broker['connections']['listConsumers']>>[number];

export function showConnection({ id, vhost, user, name, connectedAt, details }: ConnectionRecord) {
  return { id: String(id), vhost, user, name, connectedAt: instant(connectedAt), details: { ...details } };
}

export function showConsumer({ id, connection, queueId: _, ...consumer }: ListedConsumer) {
  return { id: String(id), connection: String(connection), ...consumer };
}
