import { AmqpError } from '../amqp-error.js';
import type { Method, MethodOf } from '../codec/method-codec.js';
import { methods, type MethodName } from '../spec/methods.js';

/** What a handshake may have in advance: tune-ok and open come together. */
const aheadMax = 8;

/** Methods on channel 0 while both sides agree on how to go on: taken one at a time, in a fixed order. */
export class MethodQueue {
  readonly #methods: Method[] = [];
  #take: ((method: Method) => void) | null = null;
  #fail: ((error: Error) => void) | null = null;
  #failure: Error | null = null;

  push(method: Method): void {
    const take = this.#take;
    this.#take = this.#fail = null;
    if (take !== null) return take(method);
    if (this.#methods.length >= aheadMax) throw unexpected(method.name);
    this.#methods.push(method);
  }

  /** Whoever waits, waits in vain. */
  end(error: Error): void {
    this.#failure = error;
    this.#fail?.(error);
  }

  async next<N extends MethodName>(name: N): Promise<MethodOf<N>> {
    const method = this.#methods.shift() ?? (await this.#wait());
    if (method.name !== name) throw unexpected(method.name);
    return method as MethodOf<N>;
  }

  #wait(): Promise<Method> {
    if (this.#failure !== null) throw this.#failure;
    return new Promise((resolve, reject) => {
      this.#take = resolve;
      this.#fail = reject;
    });
  }
}

function unexpected(name: MethodName): AmqpError {
  const { classId, methodId } = methods[name];
  return new AmqpError('COMMAND_INVALID', `unexpected method ${name} while the connection is being opened`, {
    classId,
    methodId,
  });
}
