import { Properties, type Death, type Message, type Seq } from '@howdah/core';
import { readInt8 } from './read-int8.js';

/**
 * A message as one value of `howdah.message.content`: a fixed head, a variable head, the body.
 *
 *   0  u8   format version          22  u8 length · exchange
 *   1  u8   flags, see below            u8 length · routing key
 *   2  u32  where the body starts       u32 length · deaths as JSON (flag 1 only)
 *   6  i64  id; 0 = its own seq         u32 length · hidden routing keys as JSON (flag 2 only)
 *   14 i64  published at, ms since 1970 properties, to the end of the head
 *
 * howdah.content_id() and content_published_at() in the migrations read it too.
 */
const VERSION = 1;
const HAS_DEATHS = 1;
const HAS_HIDDEN_KEYS = 2;
const FIXED = 22;

export interface ContentPlan {
  readonly length: number;
  /** Exchange and routing key. */
  readonly route: Buffer;
  readonly deaths: Buffer | null;
  readonly hiddenKeys: Buffer | null;
}

const jsonOrNull = (values: readonly unknown[] | undefined): Buffer | null =>
  values === undefined || values.length === 0 ? null : Buffer.from(JSON.stringify(values));

export function planContent(message: Message): ContentPlan {
  const deaths = jsonOrNull(message.deaths);
  const hiddenKeys = jsonOrNull(message.hiddenRoutingKeys);
  const route = routeOf(message.exchange, message.routingKey);
  const length =
    FIXED +
    route.length +
    (deaths === null ? 0 : 4 + deaths.length) +
    (hiddenKeys === null ? 0 : 4 + hiddenKeys.length) +
    message.properties.encoded.length +
    message.body.length;
  return { length, route, deaths, hiddenKeys };
}

/** Of the last message: most go by the route of the one before. */
const last = { exchange: '', routingKey: '', route: Buffer.from([0, 0]) };

function routeOf(exchange: string, routingKey: string): Buffer {
  if (exchange === last.exchange && routingKey === last.routingKey) return last.route;
  last.exchange = exchange;
  last.routingKey = routingKey;
  last.route = Buffer.concat([shortString(exchange), shortString(routingKey)]);
  return last.route;
}

/** Writes the content at `start`; the target has room for `plan.length` bytes there. */
export function writeContent(message: Message, plan: ContentPlan, target: Buffer, start: number): void {
  const bodyStart = plan.length - message.body.length;
  target[start] = VERSION;
  target[start + 1] = (plan.deaths === null ? 0 : HAS_DEATHS) | (plan.hiddenKeys === null ? 0 : HAS_HIDDEN_KEYS);
  target.writeUInt32BE(bodyStart, start + 2);
  writeInt8(target, message.id ?? 0, start + 6);
  writeInt8(target, message.publishedAt, start + 14);
  let at = writeBytes(target, plan.route, start + FIXED);
  if (plan.deaths !== null) at = writeLong(target, plan.deaths, at);
  if (plan.hiddenKeys !== null) at = writeLong(target, plan.hiddenKeys, at);
  writeBytes(target, message.properties.encoded, at);
  target.set(message.body, start + bodyStart);
}

/** Up to 2^53: a bigint for each message would show in a profile. */
function writeInt8(target: Buffer, value: number, at: number): void {
  target.writeUInt32BE(Math.floor(value / 4_294_967_296), at);
  target.writeUInt32BE(value >>> 0, at + 4);
}

function shortString(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** For so few bytes a call into the runtime takes longer than the copying. */
const FEW_BYTES = 64;

function writeBytes(target: Buffer, value: Buffer, at: number): number {
  const { length } = value;
  if (length > FEW_BYTES) target.set(value, at);
  else for (let i = 0; i < length; i++) target[at + i] = value[i]!;
  return at + length;
}

function writeLong(target: Buffer, value: Buffer, at: number): number {
  const start = target.writeUInt32BE(value.length, at);
  return start + value.copy(target, start);
}

function readJson(content: Buffer, at: number): { readonly value: unknown; readonly end: number } {
  const end = at + 4 + content.readUInt32BE(at);
  return { value: JSON.parse(content.toString('utf8', at + 4, end)), end };
}

/** Reads a content without copying: properties and body are views of `content`. */
export function readContent(content: Buffer, seq: Seq): Message {
  const version = content[0];
  if (version !== VERSION) throw new Error(`message ${seq} has content format ${version}; this program reads ${VERSION}`);
  const bodyStart = content.readUInt32BE(2);
  const id = readInt8(content, 6);
  let at = FIXED;
  const exchangeEnd = at + 1 + content.readUInt8(at);
  const exchange = content.toString('utf8', at + 1, exchangeEnd);
  at = exchangeEnd + 1 + content.readUInt8(exchangeEnd);
  const routingKey = content.toString('utf8', exchangeEnd + 1, at);
  const flags = content[1]!;
  let deaths: readonly Death[] = [];
  let hiddenRoutingKeys: readonly string[] | undefined;
  if ((flags & HAS_DEATHS) !== 0) {
    const { value, end } = readJson(content, at);
    deaths = value as readonly Death[];
    at = end;
  }
  if ((flags & HAS_HIDDEN_KEYS) !== 0) {
    const { value, end } = readJson(content, at);
    hiddenRoutingKeys = value as readonly string[];
    at = end;
  }
  return {
    exchange,
    routingKey,
    properties: Properties.fromEncoded(content.subarray(at, bodyStart)),
    body: content.subarray(bodyStart),
    publishedAt: readInt8(content, 14),
    deaths,
    hiddenRoutingKeys,
    id: id === 0 ? seq : id,
  };
}
