import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf, pageQuery } from '../schema/page.js';
import { pageInVhost } from '../schema/scope.js';
import { id, instant, name } from '../schema/values.js';

const connectionInfo = named(
  'Connection',
  z.strictObject({
    id,
    vhost: z.string(),
    user: z.string(),
    name: z.string().meta({ description: 'Both ends of it: 192.0.2.7:50312 -> 192.0.2.1:5672' }),
    connectedAt: instant,
    details: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What its protocol tells: peer, TLS, properties of the client …' }),
  }),
);

const consumerInfo = named(
  'Consumer',
  z.strictObject({
    id,
    connection: id,
    queue: z.string(),
    tag: z.string(),
    priority: z.int(),
    exclusive: z.boolean(),
    singleActive: z.boolean(),
    active: z.boolean().meta({ description: 'False while it waits behind the single active consumer.' }),
    load: z
      .strictObject({
        unacked: z.int().min(0).meta({ description: 'Delivered to it and not yet settled.' }),
        prefetch: z.int().min(0).nullable().meta({ description: 'The most of these that it may hold. 0: no limit.' }),
        oldestDeliveryAt: instant.nullable().meta({ description: 'Of these. Null: it holds none.' }),
      })
      .nullable()
      .meta({ description: 'What it holds. Null: it is on another broker than the one that was asked.' }),
  }),
);

const common = {
  tag: 'Connections',
  path: '/v1/connections/{connection}',
  params: z.strictObject({ connection: id }),
} as const;

export const connectionOperations = {
  listConnections: operation({
    ...{ id: 'listConnections', method: 'GET', tag: common.tag, path: '/v1/connections' },
    summary: 'The connections to all brokers',
    query: pageQuery.extend({ user: z.string().exactOptional(), vhost: z.string().exactOptional() }),
    responses: { 200: pageOf('ConnectionPage', connectionInfo) },
  }),
  getConnection: operation({
    ...{ ...common, id: 'getConnection', method: 'GET', summary: 'One connection' },
    responses: { 200: connectionInfo },
    problems: ['connection_not_found'],
  }),
  closeConnection: operation({
    ...{ ...common, id: 'closeConnection', method: 'DELETE', summary: 'Have a connection closed by its broker' },
    headers: z.object({
      'x-reason': z.string().min(1).default('Closed via management API').meta({ description: 'What its client is told.' }),
    }),
    responses: { 204: null },
    problems: ['connection_not_found'],
  }),
  listConsumers: operation({
    ...{ id: 'listConsumers', method: 'GET', tag: common.tag, path: '/v1/consumers' },
    summary: 'The consumers of a virtual host on all brokers',
    query: pageInVhost.extend({ queue: name.exactOptional(), connection: id.exactOptional() }),
    responses: { 200: pageOf('ConsumerPage', consumerInfo) },
    problems: ['vhost_not_found', 'queue_not_found'],
  }),
};
