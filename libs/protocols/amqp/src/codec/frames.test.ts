import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmqpError } from '../amqp-error.js';
import { FrameReader } from './frame-reader.js';
import { FrameWriter } from './frame-writer.js';
import { decodeMethod } from './method-codec.js';
import { Slab } from './slab.js';

interface Seen {
  readonly type: number;
  readonly channel: number;
  readonly payload: Buffer;
}

function readAll(chunks: readonly Buffer[], payloadBytesMax = 1_000_000): Seen[] {
  const seen: Seen[] = [];
  const reader = new FrameReader(payloadBytesMax, (type, channel, bytes, start, end) =>
    seen.push({ type, channel, payload: Buffer.from(bytes.subarray(start, end)) }),
  );
  for (const chunk of chunks) reader.push(chunk);
  return seen;
}

function frame({ type, channel, payload }: Seen): Buffer {
  const head = Buffer.alloc(7);
  head[0] = type;
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
}

const frames = fc.array(
  fc.record({
    type: fc.constantFrom(1, 2, 3, 8),
    channel: fc.integer({ min: 0, max: 0xffff }),
    payload: fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  }),
  { maxLength: 12 },
);

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
  return [...places, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : places[i - 1]!, end));
}

describe('the frame reader', () => {
  it('finds the same frames however the bytes are cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(), { maxLength: 20 }), (sent, places) => {
        expect(readAll(cut(Buffer.concat(sent.map(frame)), places))).toEqual(sent);
      }),
    );
  });

  it('finds them when every byte comes alone', () => {
    const sent = [
      { type: 1, channel: 1, payload: Buffer.from('abc') },
      { type: 3, channel: 2, payload: Buffer.alloc(0) },
    ];
    expect(readAll([...Buffer.concat(sent.map(frame))].map((byte) => Buffer.from([byte])))).toEqual(sent);
  });

  it('refuses a wrong end', () => {
    const bytes = frame({ type: 1, channel: 0, payload: Buffer.from('x') });
    bytes[bytes.length - 1] = 0xcd;
    expect(() => readAll([bytes])).toThrow(expect.objectContaining({ reply: 'FRAME_ERROR' }));
  });

  it('refuses an announced size before it waits for the bytes', () => {
    const head = Buffer.from([3, 0, 1, 0xff, 0xff, 0xff, 0xff]);
    expect(() => readAll([head], 131_072)).toThrow(AmqpError);
  });
});

describe('the frame writer', () => {
  const bodyOf = (seen: readonly Seen[]): Buffer =>
    Buffer.concat(seen.filter(({ type }) => type === 3).map(({ payload }) => payload));

  it('delivers what a reader reads back, in frames no larger than tuned', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => Buffer.byteLength(value) <= 255);
    const bytes = fc.uint8Array({ maxLength: 20_000, size: 'max' }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(
        text,
        fc.maxSafeNat(),
        fc.boolean(),
        text,
        text,
        bytes,
        (tag, number, redelivered, exchange, routingKey, body) => {
          const writer = new FrameWriter(new Slab());
          writer.frameMax = 4_096;
          const properties = Buffer.from([0x10, 0, 2]);
          writer.deliver(7, Buffer.from(tag), number, redelivered, exchange, routingKey, { properties, body });
          const seen = readAll(writer.take());
          const [method, header] = [seen[0]!.payload, seen[1]!.payload];
          expect(decodeMethod(method, 0, method.length)).toEqual({
            ...{ name: 'basic.deliver', consumerTag: tag, deliveryTag: number, redelivered, exchange, routingKey },
          });
          expect(header.readBigUInt64BE(4)).toBe(BigInt(body.length));
          expect(header.subarray(12)).toEqual(properties);
          expect(bodyOf(seen)).toEqual(body);
          expect(Math.max(...seen.map(({ payload }) => payload.length))).toBeLessThanOrEqual(4_088);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps apart what several write into one slab in turns', () => {
    const writes = fc.array(
      fc.record({ writer: fc.integer({ min: 0, max: 2 }), tag: fc.integer({ min: 1, max: 1_000_000 }), take: fc.boolean() }),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(writes, (steps) => {
        const slab = new Slab();
        const writers = [0, 1, 2].map(() => ({ writer: new FrameWriter(slab), out: [] as Buffer[], expected: [] as number[] }));
        for (const { writer: index, tag, take } of steps) {
          const one = writers[index]!;
          one.writer.ack(1, tag, false);
          one.expected.push(tag);
          if (take) one.out.push(...one.writer.take());
        }
        for (const { writer, out, expected } of writers) {
          const tags = readAll([...out, ...writer.take()]).map(({ payload }) => decodeMethod(payload, 0, payload.length));
          expect(tags).toEqual(expected.map((deliveryTag) => ({ name: 'basic.ack', deliveryTag, multiple: false })));
        }
      }),
    );
  });
});
