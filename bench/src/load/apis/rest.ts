import type { Api } from './api.js';

interface Delivery {
  readonly token: string;
  readonly redelivered: boolean;
  readonly body: string;
  /** A body that happens to be text comes as text. */
  readonly bodyEncoding: 'text' | 'base64';
}

/** Messages of one receive call. */
const receiveMax = 100;
const waitMs = 1_000;

export const restApi: Api = {
  async openSender({ url }) {
    const send = caller(url);
    return {
      send({ body, routingKey }, done) {
        const message = { body: body.toString('base64'), bodyEncoding: 'base64' };
        send(`queues/${routingKey}/messages`, message).then(() => done(null), done);
      },
      close: async () => undefined,
    };
  },

  async openReceiver({ url, queues, connections }, receive) {
    const call = caller(url);
    let open = true;
    const work = async (index: number): Promise<void> => {
      const name = queues[index]!;
      while (open) {
        const { messages } = (await call(`queues/${name}/deliveries`, { max: receiveMax, waitMs })) as {
          messages: readonly Delivery[];
        };
        for (const { body, bodyEncoding, redelivered } of messages)
          receive(index, Buffer.from(body, bodyEncoding === 'text' ? 'utf8' : 'base64'), redelivered);
        const settlements = messages.map(({ token }) => ({ token, outcome: 'ack' }));
        if (settlements.length > 0) await call(`queues/${name}/settlements`, { settlements });
      }
    };
    const workers = Array.from({ length: connections }, (_, worker) => work(worker % queues.length));
    const all = Promise.all(workers);
    all.catch((error: Error) => {
      console.error(error.message);
      process.exit(1);
    });
    return {
      async close() {
        open = false;
        await all;
      },
    };
  },
};

/** Posts to the API; the address holds user and password. */
function caller(address: string): (path: string, body: unknown) => Promise<unknown> {
  const { origin, username, password } = new URL(address);
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  };
  return async (path, body) => {
    const response = await fetch(`${origin}/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as unknown;
  };
}
