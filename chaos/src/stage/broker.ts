import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@howdah/postgres-cluster';
import { startFaultProxy, startProgram, type Fault, type FaultProxy, type RunningProgram } from '@howdah/testing/programs';
import type { Replication } from '../options.js';
import type { DatabaseCluster, DatabaseNode } from './database.js';

const program = fileURLToPath(new URL('../../../apps/broker/dist/main.js', import.meta.url));

/** Waits for a primary, too, if there is none. */
const startMsMax = 90_000;

export interface BrokerPlace {
  readonly cluster: DatabaseCluster;
  readonly replication: Replication;
  /** A file. */
  readonly log: string;
}

export interface BrokerStart {
  /** Beside its configuration. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it calls the machine that the nodes of Postgres are on. Default 127.0.0.1. */
  readonly host?: string;
  /** A program, with its arguments, that becomes the broker. Default: none. */
  readonly inside?: readonly string[];
}

/** A built broker with addresses that stay, and with a network of its own between itself and each node. */
export class Broker {
  #running: RunningProgram | undefined;

  private constructor(
    readonly name: string,
    private readonly place: BrokerPlace,
    private readonly links: ReadonlyMap<string, FaultProxy>,
    private readonly ports: { readonly amqp: number; readonly http: number },
  ) {}

  static async create(name: string, place: BrokerPlace): Promise<Broker> {
    await access(program).catch(() => Promise.reject(new Error('apps/broker/dist/main.js is missing: npm run build')));
    const links = new Map<string, FaultProxy>();
    for (const node of place.cluster.nodes) links.set(node.name, await startFaultProxy({ host: '127.0.0.1', port: node.port }));
    return new Broker(name, place, links, { amqp: await freePort(), http: await freePort() });
  }

  /** Of a client whose heartbeats are some seconds. */
  get amqpUrl(): string {
    return `amqp://guest:guest@127.0.0.1:${this.ports.amqp}`;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.ports.http}`;
  }

  get pid(): number {
    return this.#running!.pid;
  }

  async start({ env = {}, host = '127.0.0.1', inside = [] }: BrokerStart = {}): Promise<void> {
    const { cluster, replication, log } = this.place;
    const { user, password } = cluster.brokerLogin;
    const hosts = cluster.nodes.map(({ name }) => `${host}:${this.links.get(name)!.port}`).join(',');
    const [first, ...rest] = [...inside, process.execPath, program];
    this.#running = await startProgram({
      program: first,
      arguments: rest,
      env: {
        PATH: process.env['PATH'],
        HOWDAH_HTTP_PORT: String(this.ports.http),
        HOWDAH_AMQP_PORT: String(this.ports.amqp),
        HOWDAH_DATABASE_URL: `postgres://${user}:${password}@${hosts}/${brokerDatabase(cluster)}?target_session_attrs=read-write`,
        HOWDAH_REPLICATION: replication,
        ...env,
      },
      ready: /Ctrl-C stops it/,
      log,
      timeoutMs: startMsMax,
    });
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  kill(): Promise<void> {
    return this.#running!.kill();
  }

  /** In order: it drains. */
  end(): Promise<void> {
    return this.#running!.end();
  }

  /** What the network between this broker and the node does from now on. */
  setLink({ name }: DatabaseNode, fault: Fault): void {
    this.links.get(name)!.set(fault);
  }

  resetLinks(): void {
    for (const link of this.links.values()) link.reset();
  }

  async close(): Promise<void> {
    await this.#running?.kill();
    await Promise.all([...this.links.values()].map((link) => link.close()));
  }
}

/** The embedded cluster has one already; under Patroni it was made for them. */
const brokerDatabase = ({ login, brokerLogin }: DatabaseCluster): string =>
  login.user === brokerLogin.user ? login.database : brokerLogin.user;
