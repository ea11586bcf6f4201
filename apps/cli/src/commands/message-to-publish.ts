import { isUtf8 } from 'node:buffer';
import { parseJson } from '../api/exact-json.js';
import { usageError } from '../cli-error.js';
import type { Io } from '../io.js';
import type { Values } from '../values/key-values.js';
import { readInput, readLines } from '../values/read-input.js';

export interface MessageOptions {
  readonly key?: string;
  readonly file?: string;
  readonly as?: 'json' | 'text' | 'base64';
  readonly envelope?: true;
  readonly count: number;
  readonly header?: Values;
  readonly property?: Values;
  readonly ttl?: number;
  readonly delay?: number;
  readonly transient?: true;
}

/** What is published, one after the other, as the API takes it. A usage error where a body is not what it should be. */
export async function* messagesOf(
  io: Io,
  body: string | undefined,
  options: MessageOptions,
  destination: 'queue' | 'exchange',
): AsyncGenerator<Values> {
  const common = commonOf(options);
  // A queue is reached by its name, whatever key a message had before.
  const envelope = envelopeFields.filter((field) => destination === 'exchange' || field !== 'routingKey');
  if (body === '-') {
    yield* fromLines(io, common, options, envelope);
    return;
  }
  const content = body === undefined ? bodyOfFile(await readInput(options.file!, io), options) : bodyOfText(body, options.as);
  for (let i = 0; i < options.count; i += 1) yield { ...common, ...content };
}

async function* fromLines(io: Io, common: Values, options: MessageOptions, envelope: readonly string[]): AsyncGenerator<Values> {
  let number = 0;
  for await (const line of readLines(io)) {
    number += 1;
    if (line.trim() === '') continue;
    const where = `line ${number}`;
    const message =
      options.envelope === true ? envelopeOf(line, where, common, envelope) : { ...common, ...bodyOfLine(line, where, options) };
    for (let i = 0; i < options.count; i += 1) yield message;
  }
}

function bodyOfLine(line: string, where: string, { as = 'json' }: MessageOptions): Values {
  return { body: as === 'json' ? jsonOf(line, where) : line, bodyEncoding: as };
}

/** Of what peek shows, that which is published again. */
const envelopeFields = ['routingKey', 'body', 'bodyEncoding', 'headers', 'properties', 'delayMs'];

function envelopeOf(line: string, where: string, common: Values, fields: readonly string[]): Values {
  const found = jsonOf(line, where);
  if (typeof found !== 'object' || found === null || !('body' in found))
    throw usageError(`${capital(where)} is no message: it has no "body".`, 'Leave out --envelope when lines are bodies.');
  if ('isBodyCut' in found && found.isBodyCut === true)
    throw usageError(
      `${capital(where)} has the beginning of a body only (isBodyCut).`,
      'Take messages with whole bodies, from peek or an export.',
    );
  return { ...Object.fromEntries(Object.entries(found).filter(([name]) => fields.includes(name))), ...common };
}

function bodyOfText(text: string, as: MessageOptions['as']): Values {
  if (as === 'json') return { body: jsonOf(text, 'the body'), bodyEncoding: 'json' };
  if (as !== undefined) return { body: text, bodyEncoding: as };
  try {
    return { body: parseJson(text), bodyEncoding: 'json' };
  } catch {
    return { body: text, bodyEncoding: 'text' };
  }
}

/** Bytes that are no text stay what they are. */
function bodyOfFile(content: Buffer, { as }: MessageOptions): Values {
  if (isUtf8(content)) return bodyOfText(content.toString(), as);
  if (as === 'json' || as === 'text')
    throw usageError(`The body is not UTF-8, and so is no ${as}.`, 'Leave out --as: bytes are kept as they are.');
  return { body: content.toString('base64'), bodyEncoding: 'base64' };
}

function jsonOf(text: string, what: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    throw usageError(
      `${capital(what)} is not JSON: ${(error as Error).message}. Found: ${shown}`,
      'Say --as text when it is text.',
    );
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function commonOf({ key, header, property, ttl, delay, transient }: MessageOptions): Values {
  const properties = {
    ...(transient === true ? { persistent: false } : {}),
    ...(ttl === undefined ? {} : { expirationMs: ttl }),
    ...property,
  };
  return {
    ...(key === undefined ? {} : { routingKey: key }),
    ...(header === undefined ? {} : { headers: header }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(delay === undefined ? {} : { delayMs: delay }),
  };
}
