import type { PeekedMessage } from '../data/messages.js';

export type Body = Pick<PeekedMessage, 'body' | 'bodyEncoding' | 'bodyBytes' | 'properties'>;

/** A message's body, as it can be shown. */
export interface Payload {
  /** Null when the bytes are not text in UTF-8. */
  readonly text: string | null;
  readonly bytes: () => Uint8Array<ArrayBuffer>;
  readonly byteCount: number;
  readonly isJson: boolean;
  readonly contentType: string;
}

export function payloadOf({ body, bodyEncoding, bodyBytes, properties }: Body): Payload {
  const contentType = properties.contentType ?? '';
  const text = textOf(body, bodyEncoding);
  return {
    text,
    contentType,
    byteCount: bodyBytes,
    bytes: () => (text === null ? fromBase64(String(body)) : new TextEncoder().encode(text)),
    isJson: bodyEncoding === 'json' || (text !== null && looksLikeJson(text, contentType)),
  };
}

function textOf(body: unknown, encoding: PeekedMessage['bodyEncoding']): string | null {
  if (encoding === 'base64') return null;
  return encoding === 'json' ? JSON.stringify(body) : String(body);
}

/** The server hands JSON on as text where a number would be rounded; it is shown as JSON all the same. */
function looksLikeJson(text: string, contentType: string): boolean {
  return /json/i.test(contentType) || /^\s*[{[]/.test(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

const previewLength = 240;

/** One line of what is in it. */
export function previewOf(message: Body): string {
  const { body, bodyEncoding } = message;
  if (bodyEncoding === 'base64') return '';
  const text = bodyEncoding === 'json' ? JSON.stringify(body) : String(body);
  return text.slice(0, previewLength).replace(/\s+/g, ' ');
}
