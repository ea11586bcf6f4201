import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { HowdahError, invalidOption } from '../errors.js';
import { addEncoding, bytesOf, lastEncoding, removeEncoding } from './content-encoding.js';
import type { Middleware } from './middleware.js';

/** What {@link encryption} takes. */
export interface EncryptionOptions {
  /** 32 bytes each, by id. To rotate: add a key everywhere, make it current, and remove the old one when no message has it any more. */
  readonly keys: Readonly<Record<string, Uint8Array>>;
  /** The id of the key that publishes. */
  readonly current: string;
  /** Whether a message that is not encrypted is refused. Default true: else anybody who may publish could go round it. */
  readonly required?: boolean;
}

const encoding = 'aes256gcm';
const keyHeader = 'x-howdah-key';
const ivBytes = 12;
const tagBytes = 16;

/**
 * Bodies are AES-256-GCM: initialisation vector, text, tag. Message id and key id are authenticated with it, so that a body cannot
 * be passed off as another message's. Headers and ids stay readable. What cannot be decrypted is a dead letter (`not_readable`).
 *
 * @throws HowdahError `invalid_option` for a key that has not 32 bytes, and when `current` names none.
 * @example
 * ```ts
 * import { encryption, type Client } from '@howdah/sdk';
 *
 * declare const client: Client;
 * const key = Buffer.from(process.env['KEY'] ?? '', 'base64');
 * client.use(encryption({ keys: { '2026-11': key }, current: '2026-11' }));
 * ```
 */
export function encryption({ keys, current, required = true }: EncryptionOptions): Middleware {
  for (const [id, key] of Object.entries(keys))
    if (key.length !== 32) throw invalidOption(`key '${id}' has ${key.length} bytes`, 'Give 32 random bytes.');
  const currentKey = keys[current];
  if (currentKey === undefined) throw invalidOption(`there is no key '${current}'`, 'Name one of the keys as current.');
  return {
    name: 'encryption',
    async publish(message, next) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', currentKey, iv, { authTagLength: tagBytes });
      cipher.setAAD(bound(message.messageId, current));
      message.body = Buffer.concat([iv, cipher.update(message.body), cipher.final(), cipher.getAuthTag()]);
      message.headers = { ...message.headers, [keyHeader]: current };
      addEncoding(message, encoding);
      return next();
    },
    async receive(message) {
      if (lastEncoding(message) !== encoding) {
        if (required) throw notReadable('the body is not encrypted', 'Use the encryption middleware on the publishing side.');
        return;
      }
      const id = String(message.headers[keyHeader]);
      const key = Object.hasOwn(keys, id) ? keys[id] : undefined;
      if (key === undefined) throw notReadable(`the body is encrypted with key '${id}'`, 'Add that key to this side.');
      message.body = decrypt(bytesOf(message), key, bound(message.messageId ?? '', id));
      removeEncoding(message);
    },
  };
}

const bound = (messageId: string, keyId: string): Buffer => Buffer.from(JSON.stringify([messageId, keyId]));

function decrypt(body: Buffer, key: Uint8Array, aad: Buffer): Buffer {
  if (body.length < ivBytes + tagBytes) throw notReadable('the encrypted body is too short', 'Look at its publisher.');
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(aad);
  decipher.setAuthTag(body.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(body.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw notReadable('the body was changed, or its key is another one of the same id', 'Compare the keys of both sides.', cause);
  }
}

const notReadable = (what: string, remedy: string, cause?: unknown): HowdahError =>
  new HowdahError('not_readable', what, { remedy, cause });
