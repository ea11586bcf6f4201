/**
 * The topology methods of one connection, one after the other in the order they came, whatever their channels. Clients declare on one
 * channel and publish on another without waiting for the answer; RabbitMQ promises nothing for that, and is quick enough to let it pass.
 */
export class TopologyTurns {
  #last: Promise<unknown> = Promise.resolve();
  #open = 0;

  /** Some are under way: what depends on them waits for `settled`. */
  get areOpen(): boolean {
    return this.#open > 0;
  }

  settled(): Promise<unknown> {
    return this.#last;
  }

  take(method: () => Promise<void>): Promise<void> {
    this.#open++;
    const done = this.#last.then(method).finally(() => this.#open--);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
