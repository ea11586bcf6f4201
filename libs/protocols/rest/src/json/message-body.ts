import { isUtf8 } from 'node:buffer';
import type { MessageFields } from '@howdah/contracts';
import { compact } from './json-text.js';

type Shown = Pick<MessageFields, 'body' | 'bodyEncoding' | 'bodyBytes'>;

/** The body in the plainest form that loses nothing: JSON if it says it is, text, base64. */
export function showBody(body: Buffer, contentType: string | undefined): Shown {
  const bodyBytes = body.length;
  if (!isUtf8(body)) return { body: body.toString('base64'), bodyEncoding: 'base64', bodyBytes };
  const text = body.toString();
  const json = isJson(contentType) ? parseLossless(text) : undefined;
  return json === undefined ? { body: text, bodyEncoding: 'text', bodyBytes } : { body: json, bodyEncoding: 'json', bodyBytes };
}

/** application/json and the types that are built on it, with or without parameters. */
function isJson(contentType = ''): boolean {
  const [type = ''] = contentType.split(';');
  return /^application\/(json|[\w.+-]+\+json)$/i.test(type.trim());
}

/** Undefined when a double would round a number, a name repeats, or it is no JSON at all. */
function parseLossless(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === compact(text) ? value : undefined;
  } catch {
    return undefined;
  }
}
