import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { HowdahError } from '../errors.js';
import type { Middleware } from './middleware.js';
import { addEncoding, bytesOf, lastEncoding, removeEncoding } from './content-encoding.js';

const encode = promisify(gzip);
const decode = promisify(gunzip);

/**
 * Bodies of `minBytes` (default 1,024) and more leave as gzip. One that would become larger than `maxBytes` (default 64 MiB) when it is
 * unpacked is a dead letter (`not_readable`): a small message must not fill the memory.
 */
export function compression(options: { readonly minBytes?: number; readonly maxBytes?: number } = {}): Middleware {
  const { minBytes = 1_024, maxBytes = 64 * 1024 * 1024 } = options;
  return {
    name: 'compression',
    async publish(message, next) {
      if (message.body.length >= minBytes) {
        message.body = await encode(message.body);
        addEncoding(message, 'gzip');
      }
      return next();
    },
    async receive(message) {
      if (lastEncoding(message) !== 'gzip') return;
      message.body = await decode(bytesOf(message), { maxOutputLength: maxBytes }).catch((cause: unknown) =>
        Promise.reject(
          new HowdahError('not_readable', `the body cannot be unpacked: ${(cause as Error).message}`, {
            remedy: `Look at its publisher, or raise maxBytes (${maxBytes}).`,
            cause,
          }),
        ),
      );
      removeEncoding(message);
    },
  };
}
