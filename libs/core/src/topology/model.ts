import type { ConnectionId } from '../ports/presence-store.js';
import type { FieldTable } from '../message/field-table.js';

/** How much of something there may be in a virtual host; null: any number. What is there already when a limit is set stays. */
export interface VhostLimits {
  readonly maxConnections: number | null;
  readonly maxQueues: number | null;
}

export interface VirtualHost extends VhostLimits {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

export const noLimits: VhostLimits = { maxConnections: null, maxQueues: null };

/** The rules by which messages are routed. */
export const routingTypes = ['direct', 'fanout', 'topic', 'headers'] as const;
export type RoutingType = (typeof routingTypes)[number];

/** An `x-delayed-message` exchange routes by the type that its argument `x-delayed-type` names. */
export const exchangeTypes = [...routingTypes, 'x-delayed-message'] as const;
export type ExchangeType = (typeof exchangeTypes)[number];

export interface ExchangeDefinition {
  /** Name of its virtual host. */
  readonly vhost: string;
  /** '' is the default exchange: direct, every queue bound to it by the queue's name. */
  readonly name: string;
  readonly type: ExchangeType;
  /** Survives a restart. */
  readonly durable: boolean;
  /** Goes with its last binding as source. */
  readonly autoDelete: boolean;
  /** Reachable only by bindings, dead-lettering and as alternate exchange. */
  readonly internal: boolean;
  readonly arguments: FieldTable;
}

export interface Exchange extends ExchangeDefinition {
  readonly id: number;
}

export interface QueueDefinition {
  /** Name of its virtual host. */
  readonly vhost: string;
  readonly name: string;
  /** Survives a restart, with its persistent messages. */
  readonly durable: boolean;
  /** Belongs to one connection and goes with it. */
  readonly exclusive: boolean;
  /** Goes with its last consumer. */
  readonly autoDelete: boolean;
  readonly arguments: FieldTable;
}

export interface Queue extends QueueDefinition {
  readonly id: number;
  /** The connection that an exclusive queue belongs to; null for any other queue. */
  readonly connection: ConnectionId | null;
  /** ms since 1970. */
  readonly createdAt: number;
}

export interface Binding {
  readonly id: number;
  readonly vhost: string;
  /** Name of the exchange that routes. Never ''. */
  readonly source: string;
  readonly destinationKind: 'queue' | 'exchange';
  readonly destination: string;
  readonly routingKey: string;
  readonly arguments: FieldTable;
}

/** Arguments for every queue or exchange whose name matches; an object's own arguments win, except that the smaller of two limits wins. */
export interface Policy {
  readonly id: number;
  readonly vhost: string;
  readonly name: string;
  /** Regular expression over names, unanchored. */
  readonly pattern: string;
  readonly appliesTo: 'queues' | 'exchanges' | 'all';
  /** The matching policy with the highest priority is the one that counts. */
  readonly priority: number;
  /** Argument names without `x-`, e.g. message-ttl, dead-letter-exchange, delivery-limit. */
  readonly definition: Readonly<Record<string, string | number | boolean>>;
}

export const pauseKinds = ['delivery', 'publishing'] as const;
/** delivery: consumers get nothing more. publishing: publishers are refused. */
export type PauseKind = (typeof pauseKinds)[number];

/** Somebody has halted one side of a queue; what is in it stays. */
export interface Pause {
  readonly queueId: number;
  readonly kind: PauseKind;
  readonly reason: string;
  /** Name of the user. */
  readonly author: string;
  /** ms since 1970. */
  readonly since: number;
  /** Ends by itself then, ms since 1970; null: when somebody resumes it. */
  readonly until: number | null;
}

export type QueuePauses = Readonly<Record<PauseKind, Pause | null>>;
