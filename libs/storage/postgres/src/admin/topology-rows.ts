import {
  predeclaredExchanges,
  type Binding,
  type Exchange,
  type Pause,
  type Policy,
  type Queue,
  type TopologyState,
  type VirtualHost,
} from '@howdah/core';
import type { BindingRow, ExchangeRow, PauseRow, PolicyRow, QueueRow, VhostRow } from './entities.js';

export interface TopologyRows {
  readonly vhosts: readonly VhostRow[];
  readonly exchanges: readonly ExchangeRow[];
  readonly queues: readonly QueueRow[];
  readonly bindings: readonly BindingRow[];
  readonly policies: readonly PolicyRow[];
  readonly pauses: readonly PauseRow[];
}

/** Rows refer to one another by id, the core's objects by name. */
export function toTopology(rows: TopologyRows): Omit<TopologyState, 'version'> {
  const vhosts = namesById(rows.vhosts);
  const exchanges = namesById(rows.exchanges);
  const queues = namesById(rows.queues);
  return {
    vhosts: rows.vhosts.map(toVhost),
    exchanges: rows.exchanges.map((row) => toExchange(row, vhosts(row.vhostId))),
    queues: rows.queues.map((row) => toQueue(row, vhosts(row.vhostId))),
    policies: rows.policies.map((row) => toPolicy(row, vhosts(row.vhostId))),
    pauses: rows.pauses.map(toPause),
    bindings: rows.bindings.map((row) =>
      toBinding(row, {
        vhost: vhosts(row.vhostId),
        source: exchanges(row.sourceId),
        destination: row.destinationQueueId === null ? exchanges(row.destinationExchangeId) : queues(row.destinationQueueId),
      }),
    ),
  };
}

export function toVhost({ id, name, description, maxConnections, maxQueues }: VhostRow): VirtualHost {
  return { id, name, description, maxConnections, maxQueues };
}

export function toExchange(
  { id, name, type, durable, autoDelete, internal, arguments: args }: ExchangeRow,
  vhost: string,
): Exchange {
  return { id, vhost, name, type, durable, autoDelete, internal, arguments: args };
}

export function toQueue(
  { id, name, durable, exclusive, autoDelete, arguments: args, createdAt, connectionId }: QueueRow,
  vhost: string,
): Queue {
  const connection = connectionId === null ? null : Number(connectionId);
  return { id, vhost, name, durable, exclusive, autoDelete, arguments: args, createdAt: createdAt.getTime(), connection };
}

export function toPolicy({ id, name, pattern, appliesTo, priority, definition }: PolicyRow, vhost: string): Policy {
  return { id, vhost, name, pattern, appliesTo, priority, definition };
}

function toPause({ since, until, ...row }: PauseRow): Pause {
  return { ...row, since: since.getTime(), until: until?.getTime() ?? null };
}

export function toBinding(row: BindingRow, names: Pick<Binding, 'vhost' | 'source' | 'destination'>): Binding {
  const destinationKind = row.destinationQueueId === null ? 'exchange' : 'queue';
  return { id: row.id, ...names, destinationKind, routingKey: row.routingKey, arguments: row.arguments };
}

export function predeclaredRows(vhostId: number): Omit<ExchangeRow, 'id'>[] {
  return predeclaredExchanges('').map(({ name, type, durable, autoDelete, internal, arguments: args }) => {
    return { vhostId, name, type, durable, autoDelete, internal, arguments: args };
  });
}

/** Foreign keys promise that a row's id is there. */
function namesById(rows: readonly { readonly id: number; readonly name: string }[]): (id: number | null) => string {
  const names = new Map<number | null, string>(rows.map((row) => [row.id, row.name]));
  return (id) => names.get(id)!;
}
