import { toBrokerError } from '../errors.js';
import type { Timer } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { Operation, OperationId } from '../ports/operation-store.js';
import { follow, OperationSteps, type StepContext } from './operation-step.js';

export interface RunnerContext extends StepContext {
  readonly log: Log;
}

/** Operations that one broker carries out at the same time; more wait for a broker with room. */
const runsMax = 4;
/** ms to wait when a step has failed. */
const failureWaitMs = 1_000;

/** Carries out the operations that this broker leases, each for itself, step by step. */
export class OperationRunner {
  readonly #runs = new Map<OperationId, Promise<void>>();
  readonly #timers = new Map<Timer, () => void>();
  #state: 'running' | 'stopped' = 'running';

  constructor(private readonly context: RunnerContext) {}

  /** Takes up what nobody does: new operations, resumed ones, those of brokers that died. */
  async look(): Promise<void> {
    const { store } = this.context;
    for (const operation of await store.operations.lease(store.owner, Math.max(0, runsMax - this.#runs.size))) {
      if (this.#state === 'running' && !this.#runs.has(operation.id)) this.#start(operation);
    }
  }

  /** Looks what became of the messages of operations that have ended. */
  async followEnded(): Promise<void> {
    const { operations } = this.context.store;
    for (const id of await operations.listFollowing()) {
      const operation = await operations.get(id);
      if (operation !== null) await follow(this.context, operation);
    }
  }

  /** Resolves when nothing is under way any more and other brokers may go on. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    for (const [timer, resolve] of this.#timers) {
      timer.cancel();
      resolve();
    }
    await Promise.all(this.#runs.values());
    await this.context.store.operations.release(this.context.store.owner);
  }

  #start(operation: Operation): void {
    const run = this.#run(operation).finally(() => this.#runs.delete(operation.id));
    this.#runs.set(operation.id, run);
  }

  async #run(first: Operation): Promise<void> {
    const steps = new OperationSteps(this.context);
    for (let operation = first; this.#state === 'running' && operation.state === 'running';) {
      try {
        const stepped = await steps.next(operation);
        if (stepped === null) return;
        operation = stepped.operation;
        if (operation.state === 'running' && stepped.waitMs > 0) await this.#wait(stepped.waitMs);
      } catch (thrown) {
        this.context.log.warn('a step of an operation failed; trying again', { id: operation.id, error: toBrokerError(thrown) });
        await this.#wait(failureWaitMs);
        operation = (await this.#again(operation)) ?? operation;
      }
    }
  }

  /** As it is now: the step that failed may have been committed. */
  async #again({ id }: Operation): Promise<Operation | null> {
    return this.context.store.operations.get(id).catch(() => null);
  }

  #wait(ms: number): Promise<void> {
    if (this.#state === 'stopped') return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.context.clock.after(ms, () => {
        this.#timers.delete(timer);
        resolve();
      });
      this.#timers.set(timer, resolve);
    });
  }
}
