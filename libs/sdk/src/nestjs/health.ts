import type { Client } from '../client.js';
import type { WorkerState } from '../worker/worker-state.js';

/** How one worker is. */
export interface WorkerReport {
  /** The name of its queue. */
  readonly queue: string;
  /** What it does. */
  readonly state: WorkerState;
  /** Messages in handlers now. */
  readonly inFlight: number;
  /** The last error of connection or subscription; undefined while it is subscribed. */
  readonly error: string | undefined;
}

/** How connection and workers are. */
export interface HowdahHealth {
  /** What the probe has asked. */
  readonly status: 'up' | 'down';
  /** Whether there is a connection now. */
  readonly connected: boolean;
  /** Those that were not closed. */
  readonly workers: readonly WorkerReport[];
}

/**
 * Answers probes, in the form of `@nestjs/terminus`, which is not needed for it. The module provides one for the connection without a
 * name. Costs nothing: it asks nobody.
 *
 * @example
 * ```ts
 * import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
 * import { HowdahHealthIndicator } from '@howdah/sdk/nestjs';
 *
 * @Controller()
 * export class Probes {
 *   constructor(@Inject(HowdahHealthIndicator) private readonly health: HowdahHealthIndicator) {}
 *
 *   @Get('livez')
 *   live(): object {
 *     const answer = this.health.isAlive();
 *     if (answer['howdah']?.status === 'up') return answer;
 *     throw new ServiceUnavailableException(answer);
 *   }
 * }
 * ```
 */
export class HowdahHealthIndicator {
  /**
   * For a connection with a name: `new HowdahHealthIndicator(client)`.
   *
   * @param client - Whose connection and workers.
   */
  constructor(private readonly client: Client) {}

  /**
   * Liveness: `up` while every worker is healthy, as `worker.health()` has it. A restart mends what it calls `down`.
   *
   * @param key - Under which the answer stands. Default: `howdah`.
   */
  isAlive(key = 'howdah'): Record<string, HowdahHealth> {
    return { [key]: this.#report(this.client.workers.every((worker) => worker.health().healthy)) };
  }

  /**
   * Readiness: `up` while there is a connection and every worker is subscribed.
   *
   * @param key - Under which the answer stands. Default: `howdah`.
   */
  isReady(key = 'howdah'): Record<string, HowdahHealth> {
    const running = this.client.workers.every((worker) => worker.health().state === 'running');
    return { [key]: this.#report(this.client.isConnected && running) };
  }

  #report(isUp: boolean): HowdahHealth {
    const workers = this.client.workers.map((worker): WorkerReport => {
      const { state, inFlight, lastError } = worker.health();
      return { queue: worker.queue, state, inFlight, error: lastError instanceof Error ? lastError.message : undefined };
    });
    return { status: isUp ? 'up' : 'down', connected: this.client.isConnected, workers };
  }
}
