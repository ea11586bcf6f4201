import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a proxy does with the bytes that pass through it. */
export interface Fault {
  /** ms that each piece is kept back, in both directions. */
  readonly latencyMs?: number;
  /** Connections stay open, and new ones are taken, but no byte passes: a peer that is cut off without a word. */
  readonly blackhole?: boolean;
  /** Only what the client sends arrives; no answer does. */
  readonly halfOpen?: boolean;
}

/** Stands between a client and a server on this machine and does to their connections what a network does. */
export interface FaultProxy {
  readonly port: number;
  /** From now on, also for connections that are open. `{}` heals; what was swallowed stays lost, as in those connections. */
  set(fault: Fault): void;
  /** Resets every connection that is open now. */
  reset(): void;
  close(): Promise<void>;
}

export async function startFaultProxy(target: { readonly host: string; readonly port: number }): Promise<FaultProxy> {
  let fault: Fault = {};
  const open = new Set<Link>();
  const server = createServer((client) => {
    const link = new Link(client, connect(target.port, target.host), () => fault);
    open.add(link);
    link.ended(() => open.delete(link));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    set: (next) => {
      fault = next;
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

class Link {
  /** Bytes were swallowed: what follows makes no sense to the other side, so nothing follows. */
  #isBroken = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly fault: () => Fault,
  ) {
    this.#pass(client, server, ({ blackhole = false }) => blackhole);
    this.#pass(server, client, ({ blackhole = false, halfOpen = false }) => blackhole || halfOpen);
  }

  ended(call: () => void): void {
    this.server.once('close', call);
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  #pass(from: Socket, to: Socket, swallows: (fault: Fault) => boolean): void {
    from.on('error', () => to.destroy());
    from.on('close', () => {
      if (!this.#isSwallowing(swallows)) to.destroy();
    });
    from.on('data', (bytes) => {
      if (this.#isSwallowing(swallows)) return;
      const { latencyMs = 0 } = this.fault();
      const write = () => void (to.writable && to.write(bytes));
      if (latencyMs === 0) write();
      else setTimeout(write, latencyMs);
    });
  }

  #isSwallowing(swallows: (fault: Fault) => boolean): boolean {
    this.#isBroken ||= swallows(this.fault());
    return this.#isBroken;
  }
}
