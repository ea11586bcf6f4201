import type { ClusterHome, NodeName } from './cluster-home.js';
import { openSession, type NodeSession } from './node-session.js';
import { stopOrphans } from './orphans.js';
import { launchPostmaster, type PostmasterOptions, type StartingPostmaster } from './postmaster.js';
import type { PostgresBinaries } from './locate-binaries.js';
import type { OsUser } from './os-user.js';

export interface NodeOptions {
  readonly name: NodeName;
  readonly home: ClusterHome;
  readonly port: number;
  readonly url: string;
  /** Arguments of the `postgres` program. */
  readonly settings: readonly string[];
  readonly binaries: PostgresBinaries;
  readonly user: OsUser | undefined;
  readonly log: (line: string) => void;
}

/** One of the two nodes: its process and the supervisor's session with it. What role it has is in its data. */
export class ClusterNode {
  readonly name: NodeName;
  readonly home: ClusterHome;
  readonly port: number;
  readonly url: string;
  readonly #postmaster: PostmasterOptions;
  readonly #settings: readonly string[];
  #process: StartingPostmaster | undefined;
  #session: Promise<NodeSession> | undefined;
  #onExit: () => void = () => undefined;

  constructor({ name, home, port, url, settings, ...postmaster }: NodeOptions) {
    [this.name, this.home, this.port, this.url, this.#settings] = [name, home, port, url, settings];
    this.#postmaster = { ...postmaster, home };
  }

  /** Undefined when it does not run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** `call` is told whenever its process has gone, whoever ended it. */
  onExit(call: () => void): void {
    this.#onExit = call;
  }

  /** Starts it and does not wait: a standby may need its primary before it accepts connections. */
  async launch(): Promise<void> {
    const { user, log, binaries } = this.#postmaster;
    // Backends of a postmaster that was killed would block its next start.
    await stopOrphans(this.home.data, user, log);
    const launched = await launchPostmaster(this.#postmaster, this.#settings);
    this.#process = launched;
    void launched.exited.then(() => this.#forget(launched));
    log(`Postgres ${binaries.release}, node ${this.name}, runs on port ${this.port} (process ${launched.pid})`);
  }

  /** @throws EmbeddedPostgresError with Postgres' last words when it ends instead. */
  async ready(): Promise<void> {
    await this.#process?.ready;
  }

  async start(): Promise<void> {
    await this.launch();
    await this.ready();
  }

  /** One for everything; a new one when the process is another. */
  session(): Promise<NodeSession> {
    this.#session ??= openSession(this.url).catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return this.#session;
  }

  async end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    await this.#process?.end(signal);
  }

  #forget(ended: StartingPostmaster): void {
    if (this.#process !== ended) return;
    void this.#session?.then(
      (session) => session.close(),
      () => undefined,
    );
    this.#process = this.#session = undefined;
    this.#onExit();
  }
}
