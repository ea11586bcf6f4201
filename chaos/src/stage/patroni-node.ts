import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@howdah/postgres-cluster';
import { startFaultProxy, startProgram, type FaultProxy, type RunningProgram } from '@howdah/testing/programs';
import { endProcess, isAlive, signalFamily } from './process.js';
import { unmount, type Account } from './account.js';
import type { DatabaseNode } from './database.js';
import { patroniConfig, type NodeConfig } from './patroni-config.js';

export interface PatroniNodeOptions extends Pick<NodeConfig, 'name' | 'programs' | 'passwords' | 'home' | 'replication'> {
  /** Its port. */
  readonly etcd: number;
  readonly account: Account;
  readonly folder: string;
}

/** Of a node's data: some hundred megabytes of log and tables, and room to spare. */
const fileSystemMebibytes = 640;

/** What stands between a node and the others. */
interface NodeNetwork {
  /** What other nodes replicate through. */
  readonly peers: FaultProxy;
  /** Where other nodes ask its Patroni. */
  readonly rest: FaultProxy;
  /** Through which its Patroni reaches etcd. */
  readonly etcd: FaultProxy;
}

/** A Patroni with its Postgres. */
export class PatroniNode implements DatabaseNode {
  #patroni: RunningProgram | undefined;

  private constructor(
    private readonly options: PatroniNodeOptions,
    readonly port: number,
    readonly restPort: number,
    private readonly network: NodeNetwork,
    /** Where a file system of its own is mounted. */
    readonly fileSystem: string,
    readonly isMounted: boolean,
  ) {}

  static async create(options: PatroniNodeOptions): Promise<PatroniNode> {
    const { account, folder, name } = options;
    const [port, restPort] = [await freePort(), await freePort()];
    const [peers, rest, etcd] = await Promise.all(
      [port, restPort, options.etcd].map((target) => startFaultProxy({ host: '127.0.0.1', port: target })),
    );
    const fileSystem = join(folder, name);
    await account.makeFolder(fileSystem);
    // Where it is not allowed, disk-full is the only thing that cannot be done.
    const isMounted = await (account.mount?.(fileSystem, fileSystemMebibytes).then(
      () => true,
      () => false,
    ) ?? false);
    await account.makeFolder(join(fileSystem, 'data'));
    return new PatroniNode(options, port, restPort, { peers: peers!, rest: rest!, etcd: etcd! }, fileSystem, isMounted);
  }

  get name(): string {
    return this.options.name;
  }

  get dataDir(): string {
    return join(this.fileSystem, 'data');
  }

  get postmaster(): number {
    return Number(readFileSync(join(this.dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  get #links(): readonly FaultProxy[] {
    return Object.values(this.network) as FaultProxy[];
  }

  get #patroniPid(): number {
    return this.#patroni!.pid;
  }

  async start(): Promise<void> {
    const { account, folder, name } = this.options;
    const file = join(folder, `${name}.yml`);
    const { port, restPort, dataDir, network } = this;
    const seen = { peerPort: network.peers.port, peerRestPort: network.rest.port, etcdPort: network.etcd.port };
    await writeFile(file, patroniConfig({ ...this.options, port, restPort, ...seen, dataDir }), { mode: 0o600 });
    await account.own(file);
    this.#patroni = await startProgram({
      ...account.command(this.options.programs.patroni, [file]),
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
      ready: /INFO/,
      log: join(folder, `${name}.log`),
      timeoutMs: 60_000,
    });
  }

  /** Both at once, so that Patroni does nothing about it. */
  async kill(): Promise<void> {
    const patroni = this.#patroni;
    this.#patroni = undefined;
    if (patroni !== undefined) endProcess(patroni.pid);
    const postmaster = await this.#livingPostmaster();
    if (postmaster !== undefined) endProcess(postmaster);
    await patroni?.kill();
    while (postmaster !== undefined && isAlive(postmaster)) await pause(10);
  }

  async killPatroni(): Promise<void> {
    const patroni = this.#patroni!;
    this.#patroni = undefined;
    endProcess(patroni.pid);
    // Its output does not end: Postgres has it, too.
    while (isAlive(patroni.pid)) await pause(10);
  }

  /** To Patroni first: it would find a Postgres that stands still. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    process.kill(this.#patroniPid, name);
    signalFamily(this.postmaster, name);
  }

  /** Standbys, by their names, are not heard any more, nor do they hear. */
  cutReplication(standbys: readonly string[]): void {
    this.network.peers.set({ partition: true }, (opening) =>
      standbys.some((name) => opening.includes(`application_name\0${name}\0`)),
    );
  }

  /** Neither etcd nor the others reach it, nor does it reach them; `others` are those that it would ask whether it may stay the primary. */
  isolate(others: readonly PatroniNode[]): void {
    for (const link of this.#links) link.set({ partition: true });
    for (const { network } of others) network.rest.set({ partition: true }, (opening) => opening.startsWith('POST /failsafe'));
  }

  heal(): void {
    for (const link of this.#links) link.set({});
  }

  async close(): Promise<void> {
    await this.kill();
    await Promise.all(this.#links.map((link) => link.close()));
    if (this.isMounted) await unmount(this.fileSystem);
  }

  async #livingPostmaster(): Promise<number | undefined> {
    try {
      return isAlive(this.postmaster) ? this.postmaster : undefined;
    } catch {
      return undefined; // no file: it does not run
    }
  }
}
