import type { Middleware } from './middleware.js';
import { RetryAfter } from '../outcome.js';

/** Where large bodies are kept, such as an object store. */
export interface BlobStore {
  /** Keeps a body and returns what `get` takes. What it throws refuses the publish. */
  put(body: Buffer, messageId: string): Promise<string>;
  /** The body that was kept. What it throws is a failed attempt that is repeated after 10 s. */
  get(reference: string): Promise<Buffer>;
}

const header = 'x-howdah-claim';

/**
 * Bodies of `minBytes` (default 256 KiB) and more go to the store, and the message has a reference instead. They stay there: how long is
 * the store's matter, longer than any message of the queue may live. Use it after compression and encryption, so that it keeps what they made.
 *
 * @param options - The store, and from how many bytes on it is used.
 * @example
 * ```ts
 * import { mkdir, readFile, writeFile } from 'node:fs/promises';
 * import { claimCheck, type Client } from '@howdah/sdk';
 *
 * declare const client: Client;
 * await mkdir('/var/lib/shop/bodies', { recursive: true });
 * client.use(
 *   claimCheck({
 *     store: {
 *       put: async (body, id) => {
 *         await writeFile(`/var/lib/shop/bodies/${id}`, body);
 *         return id;
 *       },
 *       get: (id) => readFile(`/var/lib/shop/bodies/${id}`),
 *     },
 *   }),
 * );
 * ```
 */
export function claimCheck({
  store,
  minBytes = 256 * 1024,
}: {
  readonly store: BlobStore;
  readonly minBytes?: number;
}): Middleware {
  return {
    name: 'claim check',
    async publish(message, next) {
      if (message.body.length >= minBytes) {
        const reference = await store.put(message.body, message.messageId);
        message.headers = { ...message.headers, [header]: reference };
        message.body = Buffer.alloc(0);
      }
      return next();
    },
    async receive(message) {
      const reference = message.headers[header];
      if (typeof reference !== 'string') return;
      // A store that does not answer is no fault of the message.
      message.body = await store
        .get(reference)
        .catch((error: unknown) => Promise.reject(new RetryAfter('10s', 'the body cannot be fetched', error)));
    },
  };
}
