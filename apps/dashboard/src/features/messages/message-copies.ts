import type { PeekedMessage } from '../../data/messages.js';
import { publishCurl } from '../../data/publish-curl.js';
import { invalidJson } from '../../payload/invalid-json.js';
import { payloadOf } from '../../payload/payload.js';
import { jsonWithBody } from '../../payload/pretty-json.js';
import { isLocked } from '../../redrive/message-edit.js';

interface Place {
  readonly base: string;
  readonly vhost: string;
  readonly queue: string;
}

type Copied = Pick<PeekedMessage, 'id' | 'body' | 'bodyEncoding' | 'bodyBytes' | 'headers' | 'properties' | 'deaths'>;

export const copyAsJson = (message: PeekedMessage): string => writtenWithBody(message, message, 2);

/** Publishes one like it to the queue that it was meant for. */
export function copyAsCurl({ base, vhost, queue }: Place, message: Copied): string {
  const { body, bodyEncoding } = message;
  const request = { body, bodyEncoding, headers: ownHeaders(message), properties: ownProperties(message) };
  return publishCurl({ base, vhost, queue: meantFor(queue, message) }, writtenWithBody(request, message));
}

/** As JSON; a body that is JSON stands in it as such. */
function writtenWithBody(fields: object, message: Copied, indent?: number): string {
  const json = jsonOf(message);
  return json === undefined ? JSON.stringify(fields, undefined, indent) : jsonWithBody(fields, json, indent);
}

/** Undefined for what is not JSON. */
function jsonOf(message: Copied): string | undefined {
  const { text, isJson } = payloadOf(message);
  return text !== null && isJson && invalidJson(text) === undefined ? text : undefined;
}

/** Has a consumer take one like it, without a server. Undefined for what is not JSON. */
export function copyAsTest({ queue }: Pick<Place, 'queue'>, message: Copied): string | undefined {
  const json = jsonOf(message);
  if (json === undefined) return undefined;
  const headers = ownHeaders(message);
  const options = Object.keys(headers).length === 0 ? '' : `, { headers: ${JSON.stringify(headers)} }`;
  return `import { defineQueue } from '@howdah/sdk';
import { createTestBroker } from '@howdah/sdk/testing';
import { test } from 'vitest';

const queue = defineQueue(${JSON.stringify(meantFor(queue, message))});

test('message ${message.id}', async () => {
  await using broker = await createTestBroker();
  const client = broker.connect();
  // Start the consumer here, with this client.
  await client.publish(queue, ${json}${options});
  await broker.waitFor(queue);
});
`;
}

/** Whose consumers a dead letter failed at; of others the queue that they are in. */
const meantFor = (queue: string, { deaths }: Copied): string => deaths[0]?.queue ?? queue;

/** Less what brokers have written into them. */
function ownHeaders({ headers }: Copied): Copied['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isLocked(name)));
}

/** Less what only its publisher may say. */
function ownProperties({ properties: { userId: _userId, clusterId: _clusterId, ...own } }: Copied): Copied['properties'] {
  return own;
}
