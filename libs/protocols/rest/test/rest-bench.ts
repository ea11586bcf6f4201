import { createBroker, type Role } from '@howdah/core';
import { createMetrics, createRestApp } from '@howdah/protocol-rest';
import { ManualClock } from '@howdah/storage-conformance';
import {
  MemoryAccessStore,
  MemoryDatabase,
  MemoryMessageStore,
  MemoryPresenceStore,
  MemoryTopologyStore,
} from '@howdah/storage-memory';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InjectOptions, LightMyRequestResponse, RouteOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { ApiContract } from './api-contract.js';

export const maxMessageBytes = 64 * 1024;
const administrator = { user: 'admin', password: 'a long password' };

export interface Asking {
  readonly user?: string | null;
  readonly password?: string;
  readonly headers?: Record<string, string>;
  readonly remoteAddress?: string;
}

type Method = NonNullable<InjectOptions['method']>;

/** The API on a broker with memory stores. Every answer is checked against the document that the API serves. */
export class RestBench {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly broker: ReturnType<typeof createBroker>,
    readonly messageStore: MemoryMessageStore,
    readonly clock: ManualClock,
    readonly routes: readonly RouteOptions[],
    readonly logged: readonly unknown[],
    private readonly contract: ApiContract,
  ) {}

  static async start(): Promise<RestBench> {
    const clock = new ManualClock();
    const database = new MemoryDatabase(clock);
    const messageStore = new MemoryMessageStore(database);
    const presenceStore = new MemoryPresenceStore(database);
    const logged: unknown[] = [];
    const log = { info: () => undefined, warn: () => undefined, error: (...line: unknown[]) => void logged.push(line) };
    const broker = createBroker({
      ...{
        messageStore,
        presenceStore,
        topologyStore: new MemoryTopologyStore(),
        accessStore: new MemoryAccessStore(),
        clock,
        log,
      },
      passwordHasher: {
        hash: async (password) => `plain:${password}`,
        verify: async (hash, password) => hash === `plain:${password}`,
      },
      options: { maxBodyBytes: maxMessageBytes },
    });
    await broker.start();
    await broker.ensureAdministrator(administrator.user, administrator.password);
    const routes: RouteOptions[] = [];
    const app = await createRestApp({
      broker,
      log,
      maxMessageBytes,
      metrics: createMetrics(broker, '0.0.0-test'),
      version: '0.0.0-test',
      onRoute: (route) => routes.push(route),
    });
    await app.getHttpAdapter().getInstance().ready();
    onTestFinished(async () => {
      await app.close();
      await broker.stop(0);
    });
    const document = (await app.inject('/v1/openapi.json')).json<Record<string, unknown>>();
    return new RestBench(app, broker, messageStore, clock, routes, logged, new ApiContract(document));
  }

  async ask(method: Method, url: string, body?: unknown, asking: Asking = {}): Promise<LightMyRequestResponse> {
    const { user = administrator.user, password = administrator.password, headers = {}, remoteAddress } = asking;
    const response = await this.app.inject({
      ...{ method, url },
      headers: {
        ...(user === null ? {} : { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
    });
    this.contract.check(method, url, response);
    return response;
  }

  /** A user with that role and every permission in '/'; its password is the administrator's. */
  async addUser(name: string, role: Role): Promise<void> {
    const session = await this.broker.access.login({ ...administrator, loopback: true });
    await this.broker.access.putUser(session, { name, password: administrator.password, role });
    await this.broker.access.putPermission(session, { user: name, vhost: '/', configure: '.*', write: '.*', read: '.*' });
  }

  async declareQueue(name: string, args: Record<string, unknown> = {}): Promise<void> {
    const response = await this.ask('PUT', `/v1/queues/${encodeURIComponent(name)}`, { arguments: args });
    if (response.statusCode !== 201) throw new Error(response.body);
  }
}
