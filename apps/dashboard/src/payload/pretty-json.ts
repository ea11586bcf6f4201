import { parse, stringify } from 'lossless-json';

/** With line breaks and every number digit for digit; null when it is no JSON. */
export function prettyJson(text: string): string | null {
  try {
    return stringify(parse(text), undefined, 2) ?? null;
  } catch {
    return null;
  }
}

/** In one line, every number digit for digit. Throws for what is no JSON. */
export function compactJson(text: string): string {
  return stringify(parse(text))!;
}
