import { isUtf8 } from 'node:buffer';
import type { MessageFields } from '@howdah/contracts';
import { compact } from './json-text.js';

type Shown = Pick<MessageFields, 'body' | 'bodyEncoding' | 'bodyBytes'>;

/** What JSON is shown as: the value that it stands for, or the text. */
export type BodyForm = 'value' | 'text';

/** The body in the plainest form that loses nothing: JSON if it says it is and that is wanted, text, base64. */
export function showBody(body: Buffer, contentType: string | undefined, form: BodyForm = 'value'): Shown {
  const bodyBytes = body.length;
  if (!isUtf8(body)) return { body: body.toString('base64'), bodyEncoding: 'base64', bodyBytes };
  const text = body.toString();
  const json = form === 'value' && isJson(contentType) ? parseLossless(text) : undefined;
  return json === undefined ? { body: text, bodyEncoding: 'text', bodyBytes } : { body: json, bodyEncoding: 'json', bodyBytes };
}

/** As many of its bytes, or up to three less: between two characters of UTF-8, if that is what it is. */
export function beginningOf(body: Buffer, bytes: number): Buffer {
  if (body.length <= bytes) return body;
  let end = bytes;
  while (end > Math.max(0, bytes - 4) && (body[end]! & 0xc0) === 0x80) end--;
  return body.subarray(0, end);
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
