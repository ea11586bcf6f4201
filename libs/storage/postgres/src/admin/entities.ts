import { EntitySchema, type EntitySchemaColumnOptions, type ValueTransformer } from 'typeorm';
import {
  decodeTable,
  encodeTable,
  type ExchangeType,
  type FieldTable,
  type PauseKind,
  type Policy,
  type Role,
  type VirtualHost,
} from '@howdah/core';

// The tables of migrations/0002_topology.sql, 0003_access.sql, 0007_access_and_limits.sql and 0009_operations.sql. The SQL there is the authority;
// nothing is ever generated from these.

export type VhostRow = VirtualHost;

export interface ExchangeRow {
  readonly id: number;
  readonly vhostId: number;
  readonly name: string;
  readonly type: ExchangeType;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: FieldTable;
}

export interface QueueRow {
  readonly id: number;
  readonly vhostId: number;
  readonly name: string;
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: FieldTable;
  readonly createdAt: Date;
  /** int8 as text. */
  readonly connectionId: string | null;
}

export interface BindingRow {
  readonly id: number;
  readonly vhostId: number;
  readonly sourceId: number;
  /** One of the two destinations is set. */
  readonly destinationQueueId: number | null;
  readonly destinationExchangeId: number | null;
  readonly routingKey: string;
  readonly arguments: FieldTable;
  readonly argumentsHash: Buffer;
}

export interface PolicyRow extends Omit<Policy, 'vhost'> {
  readonly vhostId: number;
}

export interface UserRow {
  readonly name: string;
  readonly passwordHash: string | null;
  readonly role: Role;
  readonly loopbackOnly: boolean;
  readonly impersonator: boolean;
}

export interface PauseRow {
  readonly queueId: number;
  readonly kind: PauseKind;
  readonly reason: string;
  readonly author: string;
  readonly since: Date;
  readonly until: Date | null;
}

export interface PermissionRow {
  readonly userName: string;
  readonly vhostId: number;
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

export interface TopicPermissionRow {
  readonly userName: string;
  readonly vhostId: number;
  readonly exchange: string;
  readonly write: string;
  readonly read: string;
}

export interface TokenRow {
  readonly id: string;
  readonly userName: string;
  readonly role: Role;
  readonly description: string;
  readonly vhosts: string[] | null;
  readonly secretHash: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

const fieldTable: ValueTransformer = {
  to: (table?: FieldTable) => (table === undefined ? undefined : encodeTable(table)),
  from: (stored: Buffer) => decodeTable(stored).table,
};

const identity: EntitySchemaColumnOptions = { type: 'int4', primary: true, generated: true };
const text: EntitySchemaColumnOptions = { type: 'text' };
const textKey: EntitySchemaColumnOptions = { type: 'text', primary: true };
const flag: EntitySchemaColumnOptions = { type: 'boolean' };
const bytes: EntitySchemaColumnOptions = { type: 'bytea' };
const table: EntitySchemaColumnOptions = { type: 'bytea', transformer: fieldTable };
const named = (name: string, column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({ ...column, name });
const limit = (name: string): EntitySchemaColumnOptions => ({ type: 'int4', name, nullable: true });
const vhostId = named('vhost_id', { type: 'int4' });

export const entities = {
  vhost: new EntitySchema<VhostRow>({
    name: 'vhost',
    columns: {
      id: identity,
      name: text,
      description: text,
      maxConnections: limit('max_connections'),
      maxQueues: limit('max_queues'),
    },
  }),

  exchange: new EntitySchema<ExchangeRow>({
    name: 'exchange',
    columns: {
      id: identity,
      vhostId,
      name: text,
      type: text,
      durable: flag,
      autoDelete: named('auto_delete', flag),
      internal: flag,
      arguments: table,
    },
  }),

  queue: new EntitySchema<QueueRow>({
    name: 'queue',
    columns: {
      id: identity,
      vhostId,
      name: text,
      durable: flag,
      exclusive: flag,
      autoDelete: named('auto_delete', flag),
      arguments: table,
      createdAt: { type: 'timestamptz', name: 'created_at' },
      connectionId: { type: 'int8', name: 'connection_id', nullable: true },
    },
  }),

  binding: new EntitySchema<BindingRow>({
    name: 'binding',
    columns: {
      id: identity,
      vhostId,
      sourceId: { type: 'int4', name: 'source_id' },
      destinationQueueId: { type: 'int4', name: 'destination_queue_id', nullable: true },
      destinationExchangeId: { type: 'int4', name: 'destination_exchange_id', nullable: true },
      routingKey: named('routing_key', text),
      arguments: table,
      argumentsHash: named('arguments_hash', bytes),
    },
  }),

  policy: new EntitySchema<PolicyRow>({
    name: 'policy',
    columns: {
      id: identity,
      vhostId,
      name: text,
      pattern: text,
      appliesTo: named('applies_to', text),
      priority: { type: 'int4' },
      definition: { type: 'json' },
    },
  }),

  pause: new EntitySchema<PauseRow>({
    name: 'queue_pause',
    columns: {
      queueId: { type: 'int4', name: 'queue_id', primary: true },
      kind: textKey,
      reason: text,
      author: text,
      since: { type: 'timestamptz' },
      until: { type: 'timestamptz', nullable: true },
    },
  }),

  user: new EntitySchema<UserRow>({
    name: 'app_user',
    columns: {
      name: textKey,
      passwordHash: { type: 'text', name: 'password_hash', nullable: true },
      role: text,
      loopbackOnly: named('loopback_only', flag),
      impersonator: flag,
    },
  }),

  permission: new EntitySchema<PermissionRow>({
    name: 'permission',
    columns: {
      userName: named('user_name', textKey),
      vhostId: { ...vhostId, primary: true },
      configure: text,
      write: text,
      read: text,
    },
  }),

  topicPermission: new EntitySchema<TopicPermissionRow>({
    name: 'topic_permission',
    columns: {
      userName: named('user_name', textKey),
      vhostId: { ...vhostId, primary: true },
      exchange: textKey,
      write: text,
      read: text,
    },
  }),

  token: new EntitySchema<TokenRow>({
    name: 'api_token',
    columns: {
      id: textKey,
      userName: named('user_name', text),
      role: text,
      description: text,
      vhosts: { type: 'text', array: true, nullable: true },
      secretHash: named('secret_hash', bytes),
      createdAt: { type: 'timestamptz', name: 'created_at' },
      expiresAt: { type: 'timestamptz', name: 'expires_at', nullable: true },
    },
  }),
};
