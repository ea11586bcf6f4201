import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a proxy does with the bytes that pass through it. */
export interface Fault {
  /** ms that each piece is kept back, in both directions. */
  readonly latencyMs?: number;
  /** Up to so many ms more, at random; order is kept. */
  readonly jitterMs?: number;
  /**
   * Nothing passes, and what was sent arrives when this is over, as with TCP, which repeats it. New connections are taken, as they are by a
   * kernel that answers for a program.
   */
  readonly partition?: boolean;
  /** Connections stay open, and new ones are taken, but no byte passes: a peer that is cut off without a word. */
  readonly blackhole?: boolean;
  /** Only what the client sends arrives; no answer does. */
  readonly halfOpen?: boolean;
  /** New connections are reset at once; those that are open stay. */
  readonly refuse?: boolean;
}

/** Chooses connections by the first bytes that their client has sent, at most 1 KiB: a name in a start-up packet, for instance. */
type Choice = (opening: string) => boolean;

/** Stands between a client and a server on this machine and does to their connections what a network does. */
export interface FaultProxy {
  readonly port: number;
  /**
   * From now on, also for connections that are open; with a choice for those alone. `{}` heals; what was swallowed stays lost, as in those
   * connections.
   */
  set(fault: Fault, choice?: Choice): void;
  /** Resets every connection that is open now. */
  reset(): void;
  close(): Promise<void>;
}

export async function startFaultProxy(target: { readonly host: string; readonly port: number }): Promise<FaultProxy> {
  let fault: Fault = {};
  let chosen: Choice = () => true;
  const open = new Set<Link>();
  const server = createServer((client) => {
    if (fault.refuse) return void client.resetAndDestroy();
    const link = new Link(client, connect(target.port, target.host), (opening) => (chosen(opening) ? fault : {}));
    open.add(link);
    link.ended(() => open.delete(link));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    set: (next, choice = () => true) => {
      fault = next;
      chosen = choice;
      for (const link of open) link.faultChanged();
    },
    reset: () => {
      for (const link of open) link.reset();
    },
    close: async () => {
      for (const link of open) link.reset();
      server.close();
      await once(server, 'close');
    },
  };
}

const openingBytesMax = 1024;

/** A connection's two halves. */
class Link {
  /** Of the client; what a choice looks at. */
  #opening = '';
  readonly #ways: readonly Way[];

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    fault: (opening: string) => Fault,
  ) {
    const current = () => fault(this.#opening);
    client.on('data', (bytes) => {
      if (this.#opening.length < openingBytesMax) this.#opening += bytes.toString('latin1').slice(0, openingBytesMax);
    });
    this.#ways = [
      new Way(client, server, current, ({ blackhole = false }) => blackhole),
      new Way(server, client, current, ({ blackhole = false, halfOpen = false }) => blackhole || halfOpen),
    ];
  }

  ended(call: () => void): void {
    this.server.once('close', call);
  }

  faultChanged(): void {
    for (const way of this.#ways) way.flush();
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }
}

interface Piece {
  /** Null: the end of it all. */
  readonly bytes: Buffer | null;
  /** When it may arrive, by `performance.now()`. */
  readonly dueAt: number;
}

/** What one side sends to the other, in order. */
class Way {
  readonly #pieces: Piece[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Bytes were swallowed: what follows makes no sense to the other side, so nothing follows. */
  #isBroken = false;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly fault: () => Fault,
    private readonly swallows: (fault: Fault) => boolean,
  ) {
    from.on('error', () => undefined); // 'close' follows
    from.on('data', (bytes) => this.#take(bytes));
    from.on('close', () => this.#take(null));
  }

  /** Sends what may arrive by now. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.fault().partition) {
      // The sender's buffers fill up, as they do before a network that takes nothing.
      if (this.#pieces.length > 0) this.from.pause();
      return;
    }
    if (this.swallows(this.fault())) return;
    this.from.resume();
    while (this.#pieces.length > 0) {
      const waitMs = this.#pieces[0]!.dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.flush(), waitMs);
        return;
      }
      this.#deliver(this.#pieces.shift()!);
    }
  }

  #take(bytes: Buffer | null): void {
    this.#isBroken ||= this.swallows(this.fault());
    // The end of a connection is repeated until it arrives.
    if (this.#isBroken && bytes !== null) return;
    const { latencyMs = 0, jitterMs = 0 } = this.fault();
    const earliest = this.#pieces.at(-1)?.dueAt ?? 0;
    this.#pieces.push({ bytes, dueAt: Math.max(earliest, performance.now() + latencyMs + Math.random() * jitterMs) });
    this.flush();
  }

  #deliver({ bytes }: Piece): void {
    if (bytes === null) this.to.destroy();
    else if (this.to.writable) this.to.write(bytes);
  }
}
