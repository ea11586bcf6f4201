import {
  emptyTable,
  type Binding,
  type Broker,
  type ExchangeDefinition,
  type FieldValue,
  type QueueDefinition,
  type Session,
} from '@howdah/core';
import { expect } from 'vitest';
import type { BrokerBench } from './broker-bench.js';

export const string = (text: string): FieldValue => ({ type: 'string', value: Buffer.from(text) });
export const int32 = (value: number): FieldValue => ({ type: 'int32', value });

export const exchange = (name: string, more: Partial<ExchangeDefinition> = {}): ExchangeDefinition => {
  return { vhost: '/', name, type: 'direct', durable: true, autoDelete: false, internal: false, arguments: emptyTable, ...more };
};
export const queue = (name: string, more: Partial<QueueDefinition> = {}): QueueDefinition => {
  return { vhost: '/', name, durable: true, exclusive: false, autoDelete: false, arguments: emptyTable, ...more };
};
export const binding = (source: string, destination: string, more: Partial<Binding> = {}): Omit<Binding, 'id'> => {
  return { vhost: '/', source, destinationKind: 'queue', destination, routingKey: 'k', arguments: emptyTable, ...more };
};

export const refusal = (code: string, message?: string) =>
  expect.objectContaining(message === undefined ? { code } : { code, message }) as unknown;

/** What an administrator does with the topology of '/' through one broker. */
export class TopologyActs {
  constructor(private readonly bench: BrokerBench) {}

  get verbs(): Broker['topology'] {
    return this.bench.broker.topology;
  }

  declareQueue(name: string, more: Partial<QueueDefinition> = {}) {
    return this.verbs.declareQueue(this.bench.session, queue(name, more));
  }

  declareExchange(name: string, more: Partial<ExchangeDefinition> = {}) {
    return this.verbs.declareExchange(this.bench.session, exchange(name, more));
  }

  bind(source: string, destination: string, more: Partial<Binding> = {}) {
    return this.verbs.bind(this.bench.session, binding(source, destination, more));
  }

  unbind(source: string, destination: string, more: Partial<Binding> = {}) {
    return this.verbs.unbind(this.bench.session, binding(source, destination, more));
  }

  /** The session of a user with these permissions and nothing else. */
  async login(user: string, configure: string, write: string, read: string): Promise<Session> {
    const { access } = this.bench.broker;
    await access.putUser(this.bench.session, { name: user, password: 'a long password', role: 'none' });
    await access.putPermission(this.bench.session, { user, vhost: '/', configure, write, read });
    return access.login({ user, password: 'a long password', loopback: true });
  }
}
