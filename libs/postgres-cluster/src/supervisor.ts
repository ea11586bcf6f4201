import type { NodeName } from './cluster-home.js';
import type { ClusterNode } from './cluster-node.js';
import { otherNode, type ClusterState, type StandbyState } from './cluster-state.js';
import { cloneRunning } from './clone.js';
import type { OsUser } from './os-user.js';
import { PortTaken } from './postmaster.js';
import { promote } from './promotion.js';
import { dismissStandby, ensureSlot, isSynchronous, renewSlot, requireStandby, untilStreaming } from './replication.js';

export interface SupervisorOptions {
  readonly nodes: Readonly<Record<NodeName, ClusterNode>>;
  readonly state: ClusterState;
  /** Resolves when it is on the disk. */
  readonly saveState: (state: ClusterState) => Promise<void>;
  readonly user: OsUser | undefined;
  readonly log: (line: string) => void;
  /** Called when the primary or the standby's worth is another. */
  readonly onChange: () => void;
}

/** A standby that stays away for so long after its start is cloned anew. */
const absentMsMax = 10_000;
/** How often the standby is looked for, and how many times it may be missed in a row before commits go on without it. */
const lookMs = 1_000;
const missesMax = 2;
/** Pauses between attempts that fail. */
const pauseMsMin = 500;
const pauseMsMax = 30_000;
/** Of starting a primary, one after the other. */
const primaryFailuresMax = 3;

/**
 * Keeps a primary and a synchronous standby running. One loop does everything, one thing after the other: the processes'
 * ends only wake it. There is one supervisor, the holder of the directory's lock, so there is nobody to agree with.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #state: ClusterState;
  #stopping = false;
  #wake: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #failed!: (reason: string) => void;
  /** Resolves with the reason when no node can be primary. */
  readonly failed = new Promise<string>((resolve) => (this.#failed = resolve));

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#state = options.state;
    for (const node of Object.values(options.nodes)) node.onExit(() => this.#wake());
  }

  get state(): ClusterState {
    return this.#state;
  }

  get primary(): ClusterNode {
    return this.#options.nodes[this.#state.primary];
  }

  get standby(): ClusterNode {
    return this.#options.nodes[otherNode(this.#state.primary)];
  }

  /** Resolves when the primary takes writes; the standby follows. */
  async start(): Promise<void> {
    await this.#startPrimary();
    this.#running = this.#run();
  }

  /** The primary first: before it ends it hands over everything, so the standby need not be cloned the next time. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.primary.end('SIGINT');
    await this.#running;
    await this.primary.end('SIGINT');
    await this.standby.end('SIGINT');
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping) {
      try {
        await this.#keepPrimary();
        await this.#keepStandby();
        failures = 0;
        await this.#untilSomethingHappens();
      } catch (error) {
        if (this.#stopping) return;
        failures += 1;
        if (this.#isHopeless(failures, error)) return;
        await this.#pause(failures, error);
      }
    }
  }

  /** Without a primary there is nothing to keep; without a standby there is. */
  #isHopeless(failures: number, error: unknown): boolean {
    if (this.primary.pid !== undefined || failures < primaryFailuresMax) return false;
    this.#failed((error as Error).message);
    return true;
  }

  /** A primary that died in the meantime is not waited for. */
  async #pause(failures: number, error: unknown): Promise<void> {
    if (this.primary.pid === undefined && failures === 1) return;
    const ms = Math.min(pauseMsMax, pauseMsMin * 2 ** failures);
    this.#options.log(`the cluster is not whole: ${(error as Error).message}; next attempt in ${ms / 1000} s`);
    await this.#doze(ms);
  }

  // ── the primary ─────────────────────────────────────────────────────────────────────────────────────────────────────

  async #keepPrimary(): Promise<void> {
    if (this.primary.pid !== undefined) return;
    this.#options.log(`the primary, node ${this.primary.name}, has ended by itself`);
    if (this.#state.standby === 'in-sync' && this.standby.pid !== undefined) await this.#failOver();
    else await this.#startPrimary();
  }

  /** What was chosen as primary may still be a standby, when a supervisor died at that moment. */
  async #startPrimary(): Promise<void> {
    try {
      await this.primary.start();
    } catch (error) {
      if (this.#state.standby !== 'in-sync' || error instanceof PortTaken) throw error;
      this.#options.log(`node ${this.primary.name} does not start, and the other has everything: ${(error as Error).message}`);
      await this.standby.start();
      return this.#failOver();
    }
    const session = await this.primary.session();
    const [row] = await session.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
    if (row?.standby) await promote(session);
  }

  /** The order matters: once the choice is on the disk the old primary can never come back as one. */
  async #failOver(): Promise<void> {
    const startedAt = performance.now();
    const session = await this.standby.session();
    await this.#change({ primary: this.standby.name, standby: 'none' });
    await promote(session);
    const ms = Math.round(performance.now() - startedAt);
    this.#options.log(
      `node ${this.primary.name} is the primary now, after ${ms} ms; until the other is cloned there is a single copy`,
    );
  }

  // ── the standby ─────────────────────────────────────────────────────────────────────────────────────────────────────

  async #keepStandby(): Promise<void> {
    if (this.#state.standby === 'in-sync' && this.standby.pid !== undefined) return;
    const primary = await this.primary.session();
    if (this.#state.standby === 'in-sync') await this.#setStandby('behind');
    await dismissStandby(primary);
    if (this.#state.standby === 'none') await this.#clone();
    await this.#join();
    await requireStandby(primary, this.standby.name);
    await this.standby.session(); // at hand when it must be promoted
    await this.#setStandby('in-sync');
    this.#options.log(`node ${this.standby.name} has every commit: a confirm means two copies`);
  }

  async #clone(): Promise<void> {
    const { log, user } = this.#options;
    log(`cloning node ${this.primary.name} into node ${this.standby.name}`);
    await this.standby.end('SIGKILL');
    await renewSlot(await this.primary.session(), this.standby.name);
    await cloneRunning(this.primary.url, this.primary.home, this.standby.home, user);
    await this.#setStandby('behind');
  }

  async #join(): Promise<void> {
    const primary = await this.primary.session();
    await ensureSlot(primary, this.standby.name);
    if (this.standby.pid === undefined) await this.standby.launch();
    const ended = this.standby.ready().then(() => new Promise<never>(() => undefined));
    const joined = await Promise.race([untilStreaming(primary, this.standby.name, absentMsMax), ended]).catch(this.#unjoinable);
    if (joined) return this.standby.ready();
    if (this.primary.pid === undefined) throw new Error('the primary ended meanwhile');
    await this.standby.end('SIGKILL');
    await this.#setStandby('none');
    throw new Error(`node ${this.standby.name} cannot follow node ${this.primary.name} any more and will be cloned`);
  }

  /** A port that somebody else has taken says nothing about the data. */
  readonly #unjoinable = (error: unknown): false => {
    if (error instanceof PortTaken || this.standby.pid !== undefined) throw error;
    return false;
  };

  async #untilSomethingHappens(): Promise<void> {
    for (let misses = 0; misses < missesMax && this.#isWhole();) {
      await this.#doze(lookMs);
      if (this.#stopping || !this.#isWhole()) return;
      const isThere = await isSynchronous(await this.primary.session(), this.standby.name);
      misses = isThere ? 0 : misses + 1;
    }
    if (!this.#isWhole()) return;
    this.#options.log(`node ${this.standby.name} has lost its primary: commits go on with a single copy`);
    await this.standby.end('SIGKILL');
  }

  #isWhole(): boolean {
    return this.primary.pid !== undefined && this.standby.pid !== undefined;
  }

  /** Ends early when a process ends or the supervisor stops. */
  #doze(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #setStandby(standby: StandbyState): Promise<void> {
    return this.#change({ ...this.#state, standby });
  }

  async #change(state: ClusterState): Promise<void> {
    await this.#options.saveState(state);
    const wasInSync = this.#state.standby === 'in-sync';
    this.#state = state;
    if (wasInSync && state.standby === 'behind') this.#options.log('a confirm means a single copy until the standby is back');
    this.#options.onChange();
  }
}
