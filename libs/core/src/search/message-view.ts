import { isUtf8 } from 'node:buffer';
import { tableToJson } from '../message/field-json.js';
import type { Message } from '../message/message.js';
import type { ScannedMessage } from '../ports/message-scan.js';

/** A larger body is not looked into: reading it as text and JSON would hold up everybody else. */
const bodyBytesMax = 1024 * 1024;

/** A message as conditions look at it: what costs something is read once, and only when a condition asks. */
export class MessageView {
  #text: string | null | undefined;
  #json: unknown;
  #isParsed = false;
  #folded: string | undefined;
  /** A condition asked about a body that is too large. */
  isUnread = false;

  constructor(readonly scanned: ScannedMessage) {}

  get message(): Message {
    return this.scanned.message;
  }

  /** Null for what is no text, or too large. */
  get text(): string | null {
    return (this.#text ??= this.#readText());
  }

  /** Undefined for what is no JSON. */
  get json(): unknown {
    if (!this.#isParsed) this.#json = parse(this.text);
    this.#isParsed = true;
    return this.#json;
  }

  /** Everything about it that is text, in lower case. */
  get folded(): string {
    return (this.#folded ??= this.#fold());
  }

  #readText(): string | null {
    const { body } = this.message;
    this.isUnread ||= body.length > bodyBytesMax;
    return body.length <= bodyBytesMax && isUtf8(body) ? body.toString() : null;
  }

  #fold(): string {
    const { exchange, routingKey, properties, deaths } = this.message;
    const { headers = [], ...fields } = properties.fields();
    const errors = deaths.flatMap(({ error }) => (error === undefined ? [] : [error.name, error.message]));
    const rest = [exchange, routingKey, ...Object.values(fields), ...errors, JSON.stringify(tableToJson(headers))];
    return [this.text ?? '', ...rest].join('\n').toLowerCase();
  }
}

function parse(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What lies at a path; through an array it goes into each element. */
export function valuesAt(json: unknown, path: readonly string[]): readonly unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [json];
  if (typeof json !== 'object' || json === null) return [];
  if (Object.hasOwn(json, step)) return valuesAt((json as Record<string, unknown>)[step], rest);
  return Array.isArray(json) ? json.flatMap((element) => valuesAt(element, path)) : [];
}
