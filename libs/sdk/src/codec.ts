import { HowdahError } from './errors.js';
import type { Incoming } from './link/link.js';

export interface Encoded {
  readonly body: Buffer;
  readonly contentType: string;
}

/** Bytes stay bytes; everything else becomes JSON. not_serialisable for what JSON has no form for. */
export function encodeBody(data: unknown, queue: string): Encoded {
  if (data instanceof Uint8Array)
    return { body: Buffer.from(data.buffer, data.byteOffset, data.byteLength), contentType: 'application/octet-stream' };
  return { body: Buffer.from(toJson(data, queue)), contentType: 'application/json' };
}

function toJson(data: unknown, queue: string): string {
  let cause: unknown;
  try {
    const json = JSON.stringify(data) as string | undefined;
    if (json !== undefined) return json;
  } catch (error) {
    cause = error;
  }
  throw new HowdahError(
    'not_serialisable',
    `a message for queue '${queue}' has no form in JSON: ${(cause as Error)?.message ?? typeof data}`,
    {
      remedy: 'Publish plain data without cycles, functions and bigints, or bytes as a Buffer.',
      cause,
    },
  );
}

/** What was published. not_readable for JSON that is none and for an encoding that no middleware has undone. */
export function decodeBody({ body, contentType, contentEncoding }: Incoming): unknown {
  if (contentEncoding !== undefined && contentEncoding !== '')
    throw new HowdahError('not_readable', `the body has the content encoding '${contentEncoding}'`, {
      remedy: 'Use the middleware on this side that undoes it.',
    });
  if (!Buffer.isBuffer(body)) return body;
  if (contentType === 'text/plain') return body.toString();
  if (contentType !== 'application/json') return body;
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch (cause) {
    throw new HowdahError('not_readable', 'the body says it is JSON and is not', { remedy: 'Look at its publisher.', cause });
  }
}
