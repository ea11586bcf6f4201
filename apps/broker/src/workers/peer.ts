import { setTimeout as sleep } from 'node:timers/promises';

/** One end of the pipe between the supervisor and a worker. */
interface Pipe {
  send?(message: unknown): boolean;
  on(event: 'message', receive: (message: unknown) => void): unknown;
}

type Message =
  | { readonly kind: 'question'; readonly id: number; readonly topic: string; readonly content: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly content: unknown };

/** What one side answers the other, by topic. */
export type Answers = Readonly<Record<string, (content: unknown) => unknown>>;

const answerMsMax = 2_000;

/** Questions and answers between the supervisor and a worker. */
export class Peer {
  readonly #pending = new Map<number, (content: unknown) => void>();
  #lastId = 0;

  constructor(
    private readonly pipe: Pipe,
    private readonly answers: Answers,
  ) {
    pipe.on('message', (message) => void this.#receive(message as Message));
  }

  /** Undefined when the other side does not answer within 2 s, as one that hangs or has gone. */
  async ask(topic: string, content?: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    const patience = new AbortController();
    const answer = new Promise<unknown>((resolve) => this.#pending.set(id, resolve));
    this.#send({ kind: 'question', id, topic, content });
    try {
      return await Promise.race([answer, sleep(answerMsMax, undefined, { signal: patience.signal, ref: false })]);
    } finally {
      patience.abort();
      this.#pending.delete(id);
    }
  }

  async #receive(message: Message): Promise<void> {
    if (message.kind === 'answer') return this.#pending.get(message.id)?.(message.content);
    const content = await this.answers[message.topic]?.(message.content);
    this.#send({ kind: 'answer', id: message.id, content });
  }

  #send(message: Message): void {
    try {
      this.pipe.send?.(message);
    } catch {
      // The pipe is closed: whoever waits at the other end is told of that.
    }
  }
}
