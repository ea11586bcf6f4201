import type { PublishItem } from '@howdah/contracts';
import { BrokerError, jsonToTable, Properties, type Publication, type PropertyChanges } from '@howdah/core';
import { compact, memberOf } from './json-text.js';

type Target = Pick<Publication, 'vhost' | 'exchange' | 'routingKey'>;
type BodyEncoding = NonNullable<PublishItem['bodyEncoding']>;

/** An item of a publish request; `text` is the item as it was sent: the body is kept digit for digit. */
export function readPublication(item: PublishItem, text: string, target: Target): Publication {
  const encoding = encodingOf(item);
  return {
    ...target,
    body: readBody(item.body, encoding, text),
    properties: Properties.from(readProperties(item, encoding)),
    ...(item.delayMs === undefined ? {} : { delayMs: item.delayMs }),
  };
}

export function encodingOf({ body, bodyEncoding }: Pick<PublishItem, 'body' | 'bodyEncoding'>): BodyEncoding {
  return bodyEncoding ?? (isText(body) ? 'text' : 'json');
}

/** No body is the empty text. */
function isText(body: unknown): body is string | undefined {
  return typeof body === 'string' || body === undefined;
}

/** `text` is the object that has the body as a member, as it was sent. */
export function readBody(body: unknown, encoding: BodyEncoding, text: string): Buffer {
  if (encoding === 'json') return Buffer.from(compact(memberOf(text, 'body') ?? 'null'));
  if (!isText(body))
    throw invalidBody(`body is ${typeof body}, but bodyEncoding is ${encoding}`, 'Send a string, or leave bodyEncoding out.');
  const bytes = Buffer.from(body ?? '', encoding === 'text' ? 'utf8' : 'base64');
  if (bytes.toString(encoding === 'text' ? 'utf8' : 'base64') === (body ?? '')) return bytes;
  throw invalidBody(
    `body is not ${encoding === 'text' ? 'well-formed text' : 'base64'}`,
    'Send bytes as base64 with padding (RFC 4648, 4).',
  );
}

const contentTypes: Readonly<Record<BodyEncoding, string | undefined>> = {
  json: 'application/json',
  text: 'text/plain',
  base64: undefined,
};

function readProperties({ properties = {}, headers }: PublishItem, encoding: BodyEncoding): PropertyChanges {
  const { persistent = true, expirationMs, timestamp, ...rest } = properties;
  return {
    ...rest,
    contentType: properties.contentType ?? contentTypes[encoding],
    deliveryMode: persistent ? 2 : 1,
    headers: headers === undefined ? undefined : jsonToTable(headers),
    expiration: expirationMs === undefined ? undefined : String(expirationMs),
    timestamp: timestamp === undefined ? undefined : Math.floor(Date.parse(timestamp) / 1000),
  };
}

function invalidBody(message: string, remedy: string): BrokerError {
  return new BrokerError('invalid_message', message, { remedy });
}
