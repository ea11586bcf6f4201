import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Properties } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import { FrameReader } from './frame-reader.js';
import { FrameWriter } from './frame-writer.js';
import { decodeMethod, encodeMethod } from './method-codec.js';
import { Slab } from './slab.js';

interface Seen {
  readonly type: number;
  readonly channel: number;
  readonly payload: Buffer;
}

function readAll(chunks: readonly Buffer[], payloadBytesMax = 1_000_000): Seen[] {
  const seen: Seen[] = [];
  const reader = collect(seen, payloadBytesMax);
  for (const chunk of chunks) reader.push(chunk);
  return seen;
}

function collect(seen: Seen[], payloadBytesMax: number): FrameReader {
  return new FrameReader(payloadBytesMax, (type, channel, bytes, start, end) =>
    seen.push({ type, channel, payload: Buffer.from(bytes.subarray(start, end)) }),
  );
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

  it('hands on what came before a broken frame, and nothing behind it', () => {
    fc.assert(
      fc.property(frames, frames, fc.array(fc.nat(), { maxLength: 9 }), fc.nat(254), (before, behind, places, end) => {
        const broken = Buffer.from([3, 0, 1, 0, 0, 0, 1, 0x41, end < 0xce ? end : end + 1]);
        const bytes = Buffer.concat([...before.map(frame), broken, ...behind.map(frame)]);
        const seen: Seen[] = [];
        const reader = collect(seen, 1_000);
        expect(() => cut(bytes, places).forEach((chunk) => reader.push(chunk))).toThrow(AmqpError);
        expect(seen).toEqual(before);
      }),
    );
  });

  it('reads a payload of the largest size and refuses one byte more', () => {
    const largest = { type: 3, channel: 1, payload: Buffer.alloc(4_096) };
    expect(readAll([frame(largest)], 4_096)).toEqual([largest]);
    const larger = { ...largest, payload: Buffer.alloc(4_097) };
    expect(() => readAll([frame(larger)], 4_096)).toThrow(expect.objectContaining({ reply: 'FRAME_ERROR' }));
  });

  it('reads nothing more once it was stopped, inside a chunk too', () => {
    const one = { type: 1, channel: 1, payload: Buffer.from('abc') };
    const seen: number[] = [];
    const reader: FrameReader = new FrameReader(100, (_type, channel) => {
      seen.push(channel);
      reader.stop();
    });
    reader.push(Buffer.concat([frame(one), frame({ ...one, channel: 2 })]));
    reader.push(frame({ ...one, channel: 3 }));
    expect(seen).toEqual([1]);
  });

  it('refuses an announced size before it waits for the bytes', () => {
    const head = Buffer.from([3, 0, 1, 0xff, 0xff, 0xff, 0xff]);
    expect(() => readAll([head], 131_072)).toThrow(AmqpError);
  });
});

/** Bytes of which no two neighbouring pieces are alike. */
const patterned = (size: number): Buffer => Buffer.from(Uint8Array.from({ length: size }, (_, at) => at % 251));

function sizesOf(bodyBytes: number, partBytes: number): number[] {
  const full = Array.from({ length: Math.floor(bodyBytes / partBytes) }, () => partBytes);
  return bodyBytes % partBytes === 0 ? full : [...full, bodyBytes % partBytes];
}

/** Class 60, weight 0, body size, properties. */
function contentHeader(bodyBytes: number, properties: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(60);
  head.writeBigUInt64BE(BigInt(bodyBytes), 4);
  return Buffer.concat([head, properties]);
}

describe('the frame writer', () => {
  const bodyOf = (seen: readonly Seen[]): Buffer =>
    Buffer.concat(seen.filter(({ type }) => type === 3).map(({ payload }) => payload));

  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => Buffer.byteLength(value) <= 255);
  const properties = Properties.from({ contentType: 'text/plain', deliveryMode: 2 }).encoded;

  it('delivers what a reader reads back', () => {
    const body = fc.uint8Array({ maxLength: 20_000, size: 'max' }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(
        text,
        fc.maxSafeNat(),
        fc.boolean(),
        text,
        text,
        body,
        (consumerTag, deliveryTag, redelivered, exchange, routingKey, bytes) => {
          const writer = new FrameWriter(new Slab());
          writer.frameMax = 4_096;
          writer.deliver(7, Buffer.from(consumerTag), deliveryTag, redelivered, exchange, routingKey, {
            properties,
            body: bytes,
          });
          expect(writer.pendingBytes).toBeGreaterThan(bytes.length);
          const seen = readAll(writer.take());
          const values = { consumerTag, deliveryTag, redelivered, exchange, routingKey };
          expect(seen[0]!.payload).toEqual(encodeMethod('basic.deliver', values));
          expect(bodyOf(seen)).toEqual(bytes);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('writes the route of each delivery, like the one before or not', () => {
    const name = fc.constantFrom('', 'a', 'b', 'ab');
    fc.assert(
      fc.property(fc.array(fc.record({ exchange: name, routingKey: name }), { maxLength: 40 }), (routes) => {
        const writer = new FrameWriter(new Slab());
        for (const { exchange, routingKey } of routes)
          writer.deliver(7, Buffer.from('T'), 1, false, exchange, routingKey, { properties, body: Buffer.alloc(0) });
        const seen = readAll(writer.take()).filter(({ type }) => type === 1);
        const values = { consumerTag: 'T', deliveryTag: 1, redelivered: false };
        expect(seen.map(({ payload }) => payload)).toEqual(
          routes.map((route) => encodeMethod('basic.deliver', { ...values, ...route })),
        );
      }),
    );
  });

  it('cuts bodies of every size into full frames and a rest, whatever size was tuned', () => {
    const frameMax = fc.oneof(fc.constantFrom(4_096, 4_097, 8_192, 131_072), fc.integer({ min: 4_096, max: 150_000 }));
    fc.assert(
      fc.property(frameMax, fc.nat(3), fc.integer({ min: -2, max: 2 }), fc.nat(0xffff), (max, parts, more, channel) => {
        const partBytes = max - 8;
        const body = patterned(Math.max(0, parts * partBytes + more));
        const seen = readAll(written(max, channel, body), partBytes);
        const sizes = seen.slice(2).map(({ payload }) => payload.length);
        expect(sizes).toEqual(sizesOf(body.length, partBytes));
        expect(seen[1]!.payload).toEqual(contentHeader(body.length, properties));
        expect(bodyOf(seen).equals(body)).toBe(true);
        expect(new Set(seen.map((one) => one.channel))).toEqual(new Set([channel]));
        expect(seen.map(({ type }) => type)).toEqual([1, 2, ...sizes.map(() => 3)]);
      }),
      { numRuns: 200 },
    );
  });

  it.each([0, 1, 4_096, 4_097, 300_000])(
    'sends a body of %i bytes in one frame where none was tuned, and none for no body',
    (size) => {
      const body = patterned(size);
      const seen = readAll(written(0, 1, body));
      expect(seen.map(({ type }) => type)).toEqual(size === 0 ? [1, 2] : [1, 2, 3]);
      expect(bodyOf(seen).equals(body)).toBe(true);
    },
  );

  it('writes a heartbeat and a confirm', () => {
    const writer = new FrameWriter(new Slab());
    writer.heartbeat();
    writer.ack(0x0102, 2 ** 40 + 5, true);
    expect(Buffer.concat(writer.take()).toString('hex')).toBe(
      ['08000000000000ce', '0101020000000d', '003c0050', '0000010000000005', '01', 'ce'].join(''),
    );
  });

  /** A returned message. */
  function written(frameMax: number, channel: number, body: Buffer): Buffer[] {
    const writer = new FrameWriter(new Slab());
    writer.frameMax = frameMax;
    const values = { replyCode: 312, replyText: 'NO_ROUTE', exchange: 'x', routingKey: 'k' };
    writer.methodWithContent(channel, 'basic.return', values, { properties, body });
    return writer.take();
  }

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
