import { Properties, type Death, type Message, type Seq } from '@howdah/core';

/**
 * A message as one value of `howdah.message.content`: a fixed head, a variable head, the body.
 *
 *   0  u8   format version          22  u8 length · exchange
 *   1  u8   flags: 1 = has deaths       u8 length · routing key
 *   2  u32  where the body starts       u32 length · deaths as JSON (flag 1 only)
 *   6  i64  id; 0 = its own seq         properties, to the end of the head
 *   14 i64  published at, ms since 1970
 *
 * howdah.content_id() and content_published_at() in the migrations read it too.
 */
const VERSION = 1;
const HAS_DEATHS = 1;
const FIXED = 22;

export interface ContentPlan {
  readonly length: number;
  readonly deaths: Buffer | null;
}

const noDeaths = (message: Message): boolean => message.deaths.length === 0;

export function planContent(message: Message): ContentPlan {
  const deaths = noDeaths(message) ? null : Buffer.from(JSON.stringify(message.deaths));
  const length =
    FIXED +
    1 +
    Buffer.byteLength(message.exchange) +
    1 +
    Buffer.byteLength(message.routingKey) +
    (deaths === null ? 0 : 4 + deaths.length) +
    message.properties.encoded.length +
    message.body.length;
  return { length, deaths };
}

/** Writes the content at `start`; the target has room for `plan.length` bytes there. */
export function writeContent(message: Message, plan: ContentPlan, target: Buffer, start: number): void {
  const bodyStart = plan.length - message.body.length;
  target[start] = VERSION;
  target[start + 1] = plan.deaths === null ? 0 : HAS_DEATHS;
  target.writeUInt32BE(bodyStart, start + 2);
  writeInt8(target, message.id ?? 0, start + 6);
  writeInt8(target, message.publishedAt, start + 14);
  let at = writeShortString(target, message.exchange, start + FIXED);
  at = writeShortString(target, message.routingKey, at);
  if (plan.deaths !== null) {
    at = target.writeUInt32BE(plan.deaths.length, at);
    at += plan.deaths.copy(target, at);
  }
  target.set(message.properties.encoded, at);
  target.set(message.body, start + bodyStart);
}

/** Up to 2^53: a bigint for each message would show in a profile. */
function writeInt8(target: Buffer, value: number, at: number): void {
  target.writeUInt32BE(Math.floor(value / 4_294_967_296), at);
  target.writeUInt32BE(value >>> 0, at + 4);
}

const readInt8 = (content: Buffer, at: number): number => content.readUInt32BE(at) * 4_294_967_296 + content.readUInt32BE(at + 4);

function writeShortString(target: Buffer, value: string, at: number): number {
  const length = target.write(value, at + 1);
  target[at] = length;
  return at + 1 + length;
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
  let deaths: readonly Death[] = [];
  if (content[1] === HAS_DEATHS) {
    const end = at + 4 + content.readUInt32BE(at);
    deaths = JSON.parse(content.toString('utf8', at + 4, end)) as readonly Death[];
    at = end;
  }
  return {
    exchange,
    routingKey,
    properties: Properties.fromEncoded(content.subarray(at, bodyStart)),
    body: content.subarray(bodyStart),
    publishedAt: readInt8(content, 14),
    deaths,
    id: id === 0 ? seq : id,
  };
}
