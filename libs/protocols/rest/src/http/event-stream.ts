import type { FastifyReply } from 'fastify';

const heartbeatMs = 15_000;
/** A client that takes so little that this much waits for it is cut off; it comes back and goes on behind what it has. */
const waitingBytesMax = 4 * 1024 * 1024;

interface Sent {
  readonly event: string;
  readonly data: unknown;
}

/** Server-sent events to one client. [HTML Living Standard, 9.2] It begins with what is sent first, so that a refusal before it is a problem document. */
export class EventStream {
  #state: 'new' | 'open' | 'ended' = 'new';
  #whenEnded: () => void = () => undefined;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly reply: FastifyReply,
    /** Ends after so many ms; 0: after what is sent first. */
    private readonly forMs: number,
  ) {}

  /** The id goes with the last event: whoever comes back with it has had all of them. */
  send(id: string, events: readonly Sent[]): void {
    if (this.#state === 'new') this.#open();
    if (this.#state !== 'open') return;
    const last = events.length - 1;
    const blocks = events.map(
      ({ event, data }, index) => `${index === last ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    );
    if (blocks.length > 0) this.reply.raw.write(blocks.join(''));
    if (this.forMs === 0 || this.reply.raw.writableLength > waitingBytesMax) this.end();
  }

  end(): void {
    if (this.#state === 'new') this.#open();
    if (this.reply.raw.writableLength > waitingBytesMax) this.reply.raw.destroy();
    else this.reply.raw.end();
    this.#ended();
  }

  /** Called once, also when the client goes or it has ended already. */
  onEnd(call: () => void): void {
    if (this.#state === 'ended') call();
    else this.#whenEnded = call;
  }

  #open(): void {
    this.#state = 'open';
    const { reply } = this;
    const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };
    reply.hijack();
    reply.raw.writeHead(200, headers as Record<string, string>);
    // Without it a socket that its client has closed stays half open: the response has not ended.
    reply.raw.on('close', () => (reply.raw.destroy(), this.#ended()));
    // A restarting client waits a second before it comes back.
    reply.raw.write('retry: 1000\n\n');
    this.#timers.push(setInterval(() => reply.raw.write(': alive\n\n'), heartbeatMs).unref());
    if (this.forMs > 0) this.#timers.push(setTimeout(() => this.end(), this.forMs).unref());
  }

  #ended(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    for (const timer of this.#timers) clearInterval(timer);
    this.#whenEnded();
  }
}
