import { invalidJson } from '../payload/invalid-json.js';
import { compactJson, prettyJson } from '../payload/pretty-json.js';
import type { Payload } from '../payload/payload.js';

type Headers = Readonly<Record<string, unknown>>;

/** What somebody has typed over a message. */
export interface EditDraft {
  /** Null: the bytes cannot be typed. */
  readonly body: string | null;
  /** A JSON object. */
  readonly headers: string;
}

/** Set by the broker; nobody else may. */
export function isLocked(header: string): boolean {
  return header === 'x-death' || /^x-(first|last)-death-/.test(header) || header.startsWith('x-redrive-');
}

/** Longer ones are downloaded, changed and published. */
const bodyCharactersMax = 256 * 1024;

export function draftOf(payload: Payload, headers: Headers): EditDraft {
  const { text, isJson } = payload;
  const free = Object.fromEntries(Object.entries(headers).filter(([name]) => !isLocked(name)));
  const isShort = text !== null && text.length <= bodyCharactersMax;
  return { body: isShort ? ((isJson ? prettyJson(text) : null) ?? text) : null, headers: JSON.stringify(free, undefined, 2) };
}

/** Why the draft is none, by field. */
export function wrongIn(
  { body, headers }: EditDraft,
  { isJson }: Payload,
): { readonly body?: string; readonly headers?: string } {
  const inBody = body !== null && isJson ? invalidJson(body) : undefined;
  const inHeaders = invalidJson(headers) ?? (isObject(JSON.parse(headers)) ? undefined : '{…}');
  return { ...(inBody === undefined ? {} : { body: inBody }), ...(inHeaders === undefined ? {} : { headers: inHeaders }) };
}

/** A MessageEdit as JSON text, numbers as they were typed; undefined when nothing was changed. */
export function editOf(before: EditDraft, after: EditDraft, { isJson }: Payload): string | undefined {
  const members = [...bodyMembers(before, after, isJson), ...headerMembers(before, after)];
  return members.length === 0 ? undefined : `{${members.join()}}`;
}

function bodyMembers(before: EditDraft, after: EditDraft, isJson: boolean): string[] {
  if (after.body === null || after.body === before.body) return [];
  return isJson
    ? [`"body":${compactJson(after.body)}`, '"bodyEncoding":"json"']
    : [`"body":${JSON.stringify(after.body)}`, '"bodyEncoding":"text"'];
}

function headerMembers(before: EditDraft, after: EditDraft): string[] {
  const [old, wanted] = [JSON.parse(before.headers) as Headers, JSON.parse(after.headers) as Headers];
  const set = Object.entries(wanted).filter(([name, value]) => JSON.stringify(old[name]) !== JSON.stringify(value));
  const removed = Object.keys(old).filter((name) => !(name in wanted));
  return [
    ...(set.length === 0 ? [] : [`"setHeaders":${JSON.stringify(Object.fromEntries(set))}`]),
    ...(removed.length === 0 ? [] : [`"removeHeaders":${JSON.stringify(removed)}`]),
  ];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
