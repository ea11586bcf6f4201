import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Something that belongs to an asynchronous call, and that whatever it calls may ask for without a parameter. Before version 24 Node
 * follows every promise of the process while such a storage is in use, which the path of messages would pay for: it is in use during
 * these calls alone, so they must be short.
 */
export class CallLocal<T> {
  readonly #storage = new AsyncLocalStorage<T>();
  #under = 0;

  /** Of the call that is under way. */
  get current(): T | undefined {
    return this.#storage.getStore();
  }

  async run<R>(value: T, work: () => Promise<R>): Promise<R> {
    this.#under++;
    try {
      return await this.#storage.run(value, work);
    } finally {
      if (--this.#under === 0) this.#storage.disable();
    }
  }
}
