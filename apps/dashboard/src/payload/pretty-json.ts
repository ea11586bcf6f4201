import { parse, stringify } from 'lossless-json';

/** With line breaks and every number digit for digit; null when it is no JSON. */
export function prettyJson(text: string): string | null {
  try {
    return stringify(parse(text), undefined, 2) ?? null;
  } catch {
    return null;
  }
}

/** These fields as JSON, with a body that is JSON itself, every number of it digit for digit. Throws for what is no JSON. */
export function jsonWithBody(fields: object, body: string, indent?: number): string {
  return stringify({ ...fields, body: parse(body), bodyEncoding: 'json' }, undefined, indent)!;
}

/** In one line, every number digit for digit. Throws for what is no JSON. */
export function compactJson(text: string): string {
  return stringify(parse(text))!;
}
