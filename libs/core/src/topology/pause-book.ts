import type { Pause, PauseKind, QueuePauses } from './model.js';

const none: QueuePauses = { delivery: null, publishing: null };

/** The pauses of all queues. Few at any time, so that most queues cost nothing here. */
export class PauseBook {
  readonly #byQueue = new Map<number, QueuePauses>();

  of(queueId: number): QueuePauses {
    return this.#byQueue.get(queueId) ?? none;
  }

  all(): readonly Pause[] {
    return [...this.#byQueue.values()].flatMap(({ delivery, publishing }) =>
      [delivery, publishing].filter((pause) => pause !== null),
    );
  }

  put(pause: Pause): void {
    this.#byQueue.set(pause.queueId, { ...this.of(pause.queueId), [pause.kind]: pause });
  }

  remove(queueId: number, kind: PauseKind): void {
    const left = { ...this.of(queueId), [kind]: null };
    if (left.delivery === null && left.publishing === null) this.#byQueue.delete(queueId);
    else this.#byQueue.set(queueId, left);
  }

  /** The queue is gone. */
  forget(queueId: number): void {
    this.#byQueue.delete(queueId);
  }
}
